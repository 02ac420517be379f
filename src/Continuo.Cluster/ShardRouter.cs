using Continuo.Cluster.Grains;
using Continuo.Cluster.Wire;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Ownership;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Continuo.Cluster;

/// <summary>Other nodes by way of their grains.</summary>
internal sealed partial class ShardRouter(IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails self, ILogger<ShardRouter> logger) : IShardRouter
{
    public Task<RoutedAnswer> Send(ShardId shard, ShardInput command, CancellationToken cancellation) =>
        Ask(() => grains.GetGrain<IShardGrain>(shard.Number).Send(WireFormat.Write(command), cancellation), cancellation);

    public Task<RoutedAnswer> WaitForEnd(ShardId shard, InstanceId instance, TimeSpan patience, CancellationToken cancellation) =>
        Ask(() => grains.GetGrain<IShardGrain>(shard.Number).WaitForEnd(instance.Text, patience, cancellation), cancellation);

    public void Tell(NodeNews news)
    {
        foreach (var (silo, member) in membership.CurrentSnapshot.Members)
        {
            if (member.Status == SiloStatus.Active && !silo.Equals(self.SiloAddress))
            {
                Tell(silo.ToParsableString(), news);
            }
        }
    }

    public void Tell(string node, NodeNews news) => _ = Whisper(node, news);

    private async Task Whisper(string node, NodeNews news)
    {
        try
        {
            await grains.GetGrain<INodeGrain>(node).Hear(WireFormat.Write(news));
        }
#pragma warning disable CA1031 // What cannot be told is found out later.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotTold(logger, node, news.GetType().Name, exception.Message);
        }
    }

    private static async Task<RoutedAnswer> Ask(Func<Task<byte[]>> call, CancellationToken cancellation)
    {
        try
        {
            return WireFormat.ReadAnswer(await call());
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OrleansMessageRejectionException)
        {
            // It was sent back before anybody had it.
            return new RoutedAnswer.NotThere();
        }
#pragma warning disable CA1031 // Whatever became of the way there, only asking again can tell what became of the command.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return IsUnplaced(exception) ? new RoutedAnswer.NotThere() : new RoutedAnswer.Unclear(exception.Message);
        }
    }

    /// <summary>Nobody was found to bring it to.</summary>
    private static bool IsUnplaced(Exception exception) => exception is OrleansException and not SiloUnavailableException && exception.Message.Contains("no node for", StringComparison.Ordinal);

    private static partial class Log
    {
        [LoggerMessage(1170, LogLevel.Debug, "Node {Node} was not told {News} ({Why}); it finds out by itself")]
        public static partial void NotTold(ILogger logger, string node, string news, string why);
    }
}
