using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Reading;
using Continuo.Journal.Postgres.Schemas;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres;

/// <summary>The journal in a PostgreSQL database, for one node or many.</summary>
/// <remarks>When <see cref="Commit"/> throws, nothing of the batch is stored. Nothing blocks the calling thread.</remarks>
public sealed partial class PostgresJournal : IJournal, IDefinitionStore, IInstanceQueries, IRetention, IRecordStore
{
    private readonly StoreAddress _address;
    private readonly StoreHeader _header;
    private readonly Control _control;
    private readonly JournalPartitions _partitions;
    private readonly ImmutableArray<Writer> _writers;
    private readonly Readers _readers;
    private readonly CommitChains _chains = new();
    private readonly Waste _waste = new();
    private bool _isClosed;

    private PostgresJournal(StoreAddress address, StoreHeader header, PostgresJournalOptions options)
    {
        (_address, _header) = (address, header);
        _control = new(address, options);
        _partitions = new(_control, options.Schema);
        var pins = new Pins();
        _writers = [.. Enumerable.Range(0, options.Writers).Select(slot => new Writer(slot, address, header, options, _control, _partitions, pins))];
        _readers = new(address, options);
    }

    public int Shards => _header.Shards;

    public int EventParts => _header.EventParts;

    public int Writers => _writers.Length;

    public PositionScope Positions => PositionScope.Shard;

    /// <summary>Opens the store of a database, making it in one that is empty.</summary>
    /// <exception cref="JournalUnavailableException">The server cannot be reached or will not do, or the store is of another format; says why and what to do.</exception>
    public static async Task<PostgresJournal> Open(PostgresJournalOptions options, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Writers, 1);
        var address = StoreAddress.Read(options.Store);
        try
        {
            await using var session = await Session.Open(address, options, "opening", options.ReadLimit, cancellation);
            await ServerCheck.Check(session, address, options, cancellation);
            return new(address, await StoreSchema.Prepare(session, address, options, cancellation), options);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            throw FailureWords.Say(problem, address.Name);
        }
    }

    public async ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation) => shards.IsEmpty
        ? new([], [])
        : await WriterOf(shards[0]).Claim(node, [.. shards.Select(shard => shard.Number).Order()], mode, cancellation);

    public async ValueTask Release(ShardId shard, CancellationToken cancellation) => await WriterOf(shard).Release(shard.Number, cancellation);

    public async ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation) => await _writers[writer].Commit(batch, cancellation);

    /// <remarks>
    /// The caller says which rows are written, so that it decides how long that takes. What their heads are and how far the rows then tell
    /// everything, the journal knows itself: no mistake of the caller can lose a commit.
    /// </remarks>
    public async ValueTask Checkpoint(
        int writer, IReadOnlyDictionary<ShardId, long> through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation) =>
        await _writers[writer].Checkpoint(heads.Keys, eventMarks, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _readers.DisposeAsync();
        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }

        await _control.DisposeAsync();
    }

    private Writer WriterOf(ShardId shard) => _writers[shard.Number % _writers.Length];

    private Tails TailsOf(InstanceId instance) => WriterOf(ShardId.Of(instance, Shards)).Tails;
}
