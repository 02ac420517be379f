using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>Stores a batch but for the slices that the journal will never have, and those that follow them.</summary>
/// <param name="shards">How many the store has.</param>
/// <param name="store">Stores all of a batch or nothing, however long it takes to reach the journal.</param>
/// <param name="logger">Told of what is refused.</param>
internal sealed partial class GuiltySlices(int shards, Func<IReadOnlyList<ShardAction>, ValueTask<CommitOutcome>> store, ILogger logger)
{
    /// <summary>Positions that were refused here, of which the journal knows nothing; slices that follow them may be on their way.</summary>
    private readonly HashSet<(ShardId, long)> _positions = [];

    public async ValueTask<CommitOutcome> Commit(IReadOnlyList<ShardAction> batch)
    {
        var rejected = ImmutableArray.CreateBuilder<RejectedSlice>();
        var innocent = _positions.Count == 0 ? batch : WithoutFollowers(batch, rejected);
        if (innocent.Count == 0)
        {
            return new CommitOutcome.Committed(rejected.DrainToImmutable(), []);
        }

        try
        {
            var outcome = await store(innocent);
            return outcome is CommitOutcome.Committed committed && rejected.Count > 0 ? committed with { Rejected = [.. rejected, .. committed.Rejected] } : outcome;
        }
        catch (CommitRefusedException exception)
        {
            Log.BatchRefused(logger, innocent.Count, exception.Message);
            if (innocent.Count == 1)
            {
                Refuse(innocent[0], exception.Reason, rejected);
                return new CommitOutcome.Committed(rejected.DrainToImmutable(), []);
            }

            return await CommitOneByOne(innocent, rejected);
        }
    }

    /// <summary>The shards are read again: nothing that followed a refused slice is on its way any more.</summary>
    public void Forget() => _positions.Clear();

    /// <summary>In order, so that what follows a guilty slice is known when it comes.</summary>
    private async ValueTask<CommitOutcome> CommitOneByOne(IReadOnlyList<ShardAction> batch, ImmutableArray<RejectedSlice>.Builder rejected)
    {
        var events = ImmutableArray.CreateBuilder<AppendedEvents>();
        foreach (var slice in batch)
        {
            if (IsFollower(slice, rejected))
            {
                continue;
            }

            try
            {
                // What is stored already when an outcome ends the batch is found by whoever reads the store next.
                var outcome = await store([slice]);
                if (outcome is not CommitOutcome.Committed committed)
                {
                    return outcome;
                }

                rejected.AddRange(committed.Rejected);
                events.AddRange(committed.Events);
            }
            catch (CommitRefusedException exception)
            {
                Refuse(slice, exception.Reason, rejected);
            }
        }

        return new CommitOutcome.Committed(rejected.DrainToImmutable(), events.DrainToImmutable());
    }

    private List<ShardAction> WithoutFollowers(IReadOnlyList<ShardAction> batch, ImmutableArray<RejectedSlice>.Builder rejected)
    {
        var others = new List<ShardAction>(batch.Count);
        foreach (var slice in batch)
        {
            if (!IsFollower(slice, rejected))
            {
                others.Add(slice);
            }
        }

        return others;
    }

    private bool IsFollower(ShardAction slice, ImmutableArray<RejectedSlice>.Builder rejected)
    {
        if (slice is not ShardAction.Append append || !_positions.Contains((ShardId.Of(append.Instance, shards), append.PrevPos)))
        {
            return false;
        }

        Refuse(slice, RejectedSlice.EarlierRejected, rejected);
        return true;
    }

    private void Refuse(ShardAction slice, string reason, ImmutableArray<RejectedSlice>.Builder rejected)
    {
        var (shard, pos) = (Slice.ShardOf(slice, shards), new Slice(slice, 0, 0).Pos);
        _positions.Add((shard, pos));
        rejected.Add(new(shard, pos, reason));
    }

    private static partial class Log
    {
        [LoggerMessage(1007, LogLevel.Error, "The journal refuses a batch of {Slices} slices for good ({Why}); the others of it are stored one by one")]
        public static partial void BatchRefused(ILogger logger, int slices, string why);
    }
}
