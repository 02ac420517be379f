namespace Continuo.Cluster.Grains;

/// <summary>A shard, by its number, at the node that it belongs to.</summary>
[Alias("continuo.shard")]
internal interface IShardGrain : IGrainWithIntegerKey
{
    [Alias("send")]
    Task<byte[]> Send(byte[] command, CancellationToken cancellation);

    [Alias("wait")]
    Task<byte[]> WaitForEnd(string instance, TimeSpan patience, CancellationToken cancellation);
}
