using Continuo.Cluster.Wire;
using Continuo.Engine.Shards;
using Continuo.Runtime.Ownership;
using Orleans.Concurrency;

namespace Continuo.Cluster.Grains;

/// <summary>The door of a shard. It decides nothing: who has the shard says the store, and an activation whose node has it not answers so and goes.</summary>
[Reentrant]
[OwnerPlacement]
internal sealed class ShardGrain(ClusterSeat seat) : Grain, IShardGrain
{
    public async Task<byte[]> Send(byte[] command, CancellationToken cancellation)
    {
        var shard = new ShardId((int)this.GetPrimaryKeyLong());
        return Answer(seat.Ownership is { } ownership ? await ownership.Serve(shard, WireFormat.ReadCommand(command), cancellation) : new RoutedAnswer.NotThere());
    }

    public async Task<byte[]> WaitForEnd(string instance, TimeSpan patience, CancellationToken cancellation) =>
        Answer(seat.Ownership is { } ownership ? await ownership.WaitForEnd(new(instance), patience, cancellation) : new RoutedAnswer.NotThere());

    private byte[] Answer(RoutedAnswer answer)
    {
        // Between two owners the next call is to find the one that has it then.
        if (answer is RoutedAnswer.NotThere)
        {
            DeactivateOnIdle();
        }

        return WireFormat.Write(answer);
    }
}
