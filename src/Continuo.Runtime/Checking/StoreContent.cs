namespace Continuo.Runtime.Checking;

/// <summary>How much a store holds, and sums over all of it that do not depend on its kind, its shards, or the positions it gives: equal stores have equal sums.</summary>
/// <param name="States">Over the instances as their commits fold.</param>
/// <param name="Rows">Over everything that is stored.</param>
public sealed record StoreContent(long Definitions, long Instances, long Ended, long Commits, long Snapshots, long Subscriptions, long Events, long Records, UInt128 Rows, UInt128 States);
