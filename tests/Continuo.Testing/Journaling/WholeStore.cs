using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Testing.Journaling;

/// <summary>A journal as the only process that uses it sees it.</summary>
public static class WholeStore
{
    /// <summary>Claims every shard, whoever has it.</summary>
    /// <returns>The newest position.</returns>
    public static async ValueTask<long> Claim(this IJournal journal, string node, CancellationToken cancellation)
    {
        var tail = 0L;
        for (var writer = 0; writer < journal.Writers; writer++)
        {
            var answer = await journal.Claim(node, ShardsOf(journal, writer), ClaimMode.TakeOver, cancellation);
            tail = Math.Max(tail, answer.Claimed.Max(shard => shard.Tail));
        }

        return tail;
    }

    public static ValueTask<CommitOutcome> Commit(this IJournal journal, IReadOnlyList<ShardAction> batch, CancellationToken cancellation) => journal.Commit(0, batch, cancellation);

    public static ValueTask Checkpoint(
        this IJournal journal, long through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation) =>
        journal.Checkpoint(0, ShardsOf(journal, 0).ToDictionary(shard => shard, _ => through), heads, eventMarks, cancellation);

    public static ImmutableArray<ShardId> ShardsOf(IJournal journal, int writer) =>
        [.. Enumerable.Range(0, journal.Shards).Where(shard => shard % journal.Writers == writer).Select(shard => new ShardId(shard))];
}
