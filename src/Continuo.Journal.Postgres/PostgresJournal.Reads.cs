using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Reading;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Journal.Postgres;

public sealed partial class PostgresJournal
{
    private const long BytesAtOnce = 4L << 20;
    private const int CommitsAtOnce = 256;

    public async ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation)
    {
        var own = WriterOf(shard).Tails.OfShard(shard.Number);
        return await _readers.Read(session => ShardReads.ReadImage(session, shard, own, EventParts, cancellation), cancellation);
    }

    public async ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation)
    {
        // What is known here first, the statement after it: so whatever is named can be seen.
        var tails = TailsOf(instance);
        var newest = Math.Max(head ?? 0, tails.Find(instance));
        var isOwn = tails.Holds(ShardId.Of(instance, Shards).Number);
        return await UnlessDeleted(
            instance, number: null, async () => await _readers.Read(session => InstanceReads.Load(session, instance, newest, isOwn, cancellation), cancellation), cancellation);
    }

    public async ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation) =>
        await _readers.Read(session => ShardReads.ReadWake(session, shard, from, through, limit, cancellation), cancellation);

    public async ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation) =>
        await _readers.Read(session => ShardReads.ReadEvents(session, part, keys, after, limit, cancellation), cancellation);

    public async ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) =>
        await _readers.Read(session => InstanceLists.List(session, filter, cursor, limit, cancellation), cancellation);

    /// <remarks>In reads of bounded length, so that no history is too long to be shown.</remarks>
    public async ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation)
    {
        if (await FindHead(instance, cancellation) is not { } head)
        {
            return null;
        }

        return await UnlessDeleted(instance, head.N, () => History(instance, head, afterPos, limit, cancellation), cancellation);
    }

    public async ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation)
    {
        if (await FindHead(instance, cancellation) is not { } head)
        {
            return null;
        }

        return await UnlessDeleted(
            instance, head.N, async () => await _readers.Read(session => HistoryChunks.Read(session, instance, head, beforePos, cancellation), cancellation), cancellation);
    }

    public async ValueTask<DeployOutcome> Deploy(StoredDefinition definition, CancellationToken cancellation) =>
        await _control.Run(session => Definitions.Deploy(session, definition, cancellation), cancellation);

    public async ValueTask<DefinitionDeletion> Delete(WorkflowName name, string version, bool isDry, CancellationToken cancellation) =>
        await _control.Run(session => Definitions.Delete(session, name, version, isDry, cancellation), cancellation);

    public async ValueTask<StoredDefinition?> Find(DefinitionHash hash, CancellationToken cancellation) =>
        await _readers.Read(session => Definitions.Find(session, hash, cancellation), cancellation);

    public async ValueTask<ImmutableArray<StoredDefinition>> List(WorkflowName? name, CancellationToken cancellation) =>
        await _readers.Read(session => Definitions.List(session, name, cancellation), cancellation);

    private Task<(long N, long Pos)?> FindHead(InstanceId instance, CancellationToken cancellation) =>
        _readers.Read(session => InstanceReads.FindHead(session, instance, cancellation), cancellation);

    /// <summary>A commit that is missing because its instance was deleted while it was read is no damage.</summary>
    private async ValueTask<T?> UnlessDeleted<T>(InstanceId instance, long? number, Func<ValueTask<T?>> read, CancellationToken cancellation)
    {
        try
        {
            return await read();
        }
        catch (JournalUnavailableException problem) when (problem.InnerException is null)
        {
            if (await FindHead(instance, cancellation) is { } found && (number is null || found.N == number))
            {
                throw;
            }

            return default;
        }
    }

    private async ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, (long N, long Pos) head, long afterPos, int limit, CancellationToken cancellation)
    {
        var known = _chains.Find(head.N);
        var last = known.Length == 0 ? 0 : known[^1];
        var newer = new List<long>();
        for (var at = head.Pos; at > last;)
        {
            at = await _readers.Read(session => InstanceReads.WalkBack(session, instance, head.N, at, last, newer, cancellation), cancellation);
        }

        if (newer.Count > 0)
        {
            newer.Reverse();
            known = [.. known, .. newer];
            _chains.Keep(head.N, known);
        }

        var found = Array.BinarySearch(known, afterPos);
        var commits = ImmutableArray.CreateBuilder<StoredCommit>();
        var bytes = 0L;
        for (var first = found < 0 ? ~found : found + 1; first < known.Length && commits.Count < limit && bytes < BytesAtOnce; first += CommitsAtOnce)
        {
            var positions = known.AsSpan(first, Math.Min(Math.Min(CommitsAtOnce, limit - commits.Count), known.Length - first)).ToArray();
            foreach (var commit in await _readers.Read(session => InstanceReads.ReadCommits(session, instance, head.N, positions, cancellation), cancellation))
            {
                commits.Add(commit);
                bytes += commit.Facts.Length + commit.Payloads.Sum(payload => (long)payload.Bytes.Length);
            }
        }

        return commits.DrainToImmutable();
    }
}
