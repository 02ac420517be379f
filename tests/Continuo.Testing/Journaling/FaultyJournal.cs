using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Testing.Journaling;

/// <summary>A journal that fails when it is told to: calls are counted over all its methods, from one.</summary>
public sealed class FaultyJournal(IJournal inner) : IJournal, IDefinitionStore, IInstanceQueries
{
    private readonly Dictionary<int, JournalFault> _faults = [];
    private readonly Lock _gate = new();

    public int Shards => inner.Shards;

    public int EventParts => inner.EventParts;

    public int Writers => inner.Writers;

    public PositionScope Positions => inner.Positions;

    /// <summary>Calls so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Commits so far; each is a call too.</summary>
    public int Commits { get; private set; }

    /// <summary>Awaited before each call with its number, so that a test can hold a call back.</summary>
    public Func<int, Task>? Delay { get; set; }

    public FaultyJournal Fail(int call, JournalFault fault)
    {
        lock (_gate)
        {
            _faults[call] = fault;
        }

        return this;
    }

    /// <summary>Fails the next call, whichever it is.</summary>
    public FaultyJournal FailNext(JournalFault fault) => Fail(Calls + 1, fault);

    public async ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        var fault = await Enter();
        Commits++;
        if (fault is null)
        {
            return await inner.Commit(writer, batch, cancellation);
        }

        if (fault is JournalFault.Unavailable)
        {
            throw Words();
        }

        // The caller cannot tell the two apart, and must not try to.
        if (fault is JournalFault.After)
        {
            await inner.Commit(writer, batch, cancellation);
        }

        return new CommitOutcome.Unknown("planned");
    }

    public ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation) => Do(() => inner.Claim(node, shards, mode, cancellation));

    public async ValueTask Release(ShardId shard, CancellationToken cancellation) =>
        await Do(async () =>
        {
            await inner.Release(shard, cancellation);
            return 0;
        });

    public ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation) => Do(() => inner.ReadOwnership(cancellation));

    public async ValueTask Checkpoint(int writer, IReadOnlyDictionary<ShardId, long> through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation) =>
        await Do(async () =>
        {
            await inner.Checkpoint(writer, through, heads, eventMarks, cancellation);
            return 0;
        });

    public ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation) => Do(() => inner.ReadImage(shard, cancellation));

    public ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation) => Do(() => inner.Load(instance, head, cancellation));

    public ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation) =>
        Do(() => inner.ReadWake(shard, from, through, limit, cancellation));

    public ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation) =>
        Do(() => inner.ReadEvents(part, keys, after, limit, cancellation));

    public ValueTask<DeployOutcome> Deploy(StoredDefinition definition, CancellationToken cancellation) => Do(() => ((IDefinitionStore)inner).Deploy(definition, cancellation));

    public ValueTask<StoredDefinition?> Find(DefinitionHash hash, CancellationToken cancellation) => Do(() => ((IDefinitionStore)inner).Find(hash, cancellation));

    public ValueTask<ImmutableArray<StoredDefinition>> List(WorkflowName? name, CancellationToken cancellation) => Do(() => ((IDefinitionStore)inner).List(name, cancellation));

    public ValueTask<DefinitionDeletion> Delete(WorkflowName name, string version, bool isDry, CancellationToken cancellation) =>
        Do(() => ((IDefinitionStore)inner).Delete(name, version, isDry, cancellation));

    public ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) =>
        Do(() => ((IInstanceQueries)inner).List(filter, cursor, limit, cancellation));

    public ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation) =>
        Do(() => ((IInstanceQueries)inner).History(instance, afterPos, limit, cancellation));

    public ValueTask<ImmutableArray<InstanceChange>> Changes(ImmutableArray<long> after, int limit, CancellationToken cancellation) =>
        Do(() => ((IInstanceQueries)inner).Changes(after, limit, cancellation));

    public ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation) =>
        Do(() => ((IInstanceQueries)inner).HistoryBefore(instance, beforePos, cancellation));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static JournalUnavailableException Words() => new("The store cannot be reached (planned). Nothing to do.");

    private async ValueTask<T> Do<T>(Func<ValueTask<T>> call)
    {
        switch (await Enter())
        {
            case null:
                return await call();
            case JournalFault.After:
                await call();
                throw Words();
            default:
                throw Words();
        }
    }

    private async ValueTask<JournalFault?> Enter()
    {
        int call;
        lock (_gate)
        {
            call = ++Calls;
        }

        if (Delay is { } delay)
        {
            await delay(call);
        }

        lock (_gate)
        {
            return _faults.Remove(call, out var fault) ? fault : null;
        }
    }
}
