using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Continuo.Cluster.Membership;

/// <summary>Tells the node who is in the cluster: it claims and gives up shards accordingly.</summary>
internal sealed partial class MembershipFollower(IClusterMembershipService membership, ClusterSeat seat, ILogger<MembershipFollower> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            Tell(membership.CurrentSnapshot);
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                Tell(snapshot);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.Ended(logger);
        }
    }

    private void Tell(ClusterMembershipSnapshot snapshot)
    {
        ImmutableArray<string> nodes = [.. NodesOf(snapshot, SiloStatus.Active)];
        ImmutableArray<string> dead = [.. NodesOf(snapshot, SiloStatus.Dead)];
        Log.Members(logger, snapshot.Version.ToString(), string.Join(' ', nodes), string.Join(' ', dead));
        seat.Ownership?.Members(nodes, dead);
    }

    private static IEnumerable<string> NodesOf(ClusterMembershipSnapshot snapshot, SiloStatus status) =>
        snapshot.Members.Values.Where(member => member.Status == status).Select(member => member.SiloAddress.ToParsableString());

    private static partial class Log
    {
        [LoggerMessage(1171, LogLevel.Information, "Membership {Version}: nodes {Nodes}; dead {Dead}")]
        public static partial void Members(ILogger logger, string version, string nodes, string dead);

        [LoggerMessage(1172, LogLevel.Debug, "The membership is followed no more")]
        public static partial void Ended(ILogger logger);
    }
}
