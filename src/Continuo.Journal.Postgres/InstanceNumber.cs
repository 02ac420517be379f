using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Journal.Postgres;

/// <summary>The store's key of an instance: its shard, and the position there of its first commit, in one integer.</summary>
internal static class InstanceNumber
{
    private const int ShardShift = 48;

    public static long Of(int shard, long number) => ((long)shard << ShardShift) | number;

    public static long Of(InstanceId instance, long number, int shards) => Of(ShardId.Of(instance, shards).Number, number);

    /// <summary>The number within the shard: all that the engine knows.</summary>
    public static long Within(long n) => n & ((1L << ShardShift) - 1);

    public static int ShardOf(long n) => (int)(n >> ShardShift);
}
