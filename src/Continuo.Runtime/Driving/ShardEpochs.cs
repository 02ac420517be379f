namespace Continuo.Runtime.Driving;

/// <summary>Counts the incarnations of each shard in this process. What an earlier one left on its way is void.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ShardEpochs(int shards)
{
    private readonly int[] _epochs = new int[shards];

    public int Of(int shard) => Volatile.Read(ref _epochs[shard]);

    public int Next(int shard) => Interlocked.Increment(ref _epochs[shard]);
}
