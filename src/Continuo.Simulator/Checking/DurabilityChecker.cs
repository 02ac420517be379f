using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Simulator.Nodes;

namespace Continuo.Simulator.Checking;

/// <summary>Nobody outside learns of anything that is not stored, whatever the driver was told.</summary>
internal static class DurabilityChecker
{
    public static void Holds(Cluster cluster, ShardAction action)
    {
        var isStored = action switch
        {
            ShardAction.Ended ended => cluster.Database.Find(ended.Instance)?.Folded.Status.IsFinal() == true,
            ShardAction.Reply { Result: CommandResult.Started started } => IsStored(cluster, started.View),
            ShardAction.Reply { Result: CommandResult.Done done } => IsStored(cluster, done.Instance),
            ShardAction.Reply { Result: CommandResult.Viewed viewed } => IsStored(cluster, viewed.Instance),
            _ => true,
        };
        cluster.World.Holds(isStored, "nothing outside before it is durable", $"{action.GetType().Name} is ahead of the journal");
    }

    /// <summary>What was shown may be older than what is stored, never newer.</summary>
    private static bool IsStored(Cluster cluster, InstanceView view) =>
        cluster.Database.Find(view.Id) is { } found && (!view.Status.IsFinal() || found.Folded.Status == view.Status || found.Folded.FinishedAt is null);
}
