using System.Net;
using System.Net.Sockets;
using Continuo.Cluster.Grains;
using Continuo.Cluster.Membership;
using Continuo.Runtime.Ownership;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Continuo.Cluster;

/// <summary>Makes a host a node of a cluster.</summary>
public static class ClusterHosting
{
    /// <summary>Joins a cluster with the host. To be added before the node, which has to end first; <see cref="FollowContinuoCluster"/> comes after it.</summary>
    public static IHostApplicationBuilder AddContinuoCluster(this IHostApplicationBuilder builder, ClusterOptions options)
    {
        builder.Services.AddSingleton<IHostedService>(new MembershipTables(options.ConnectionString));
        return builder.UseOrleans(silo =>
        {
            silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = ("Npgsql", options.ConnectionString));
            silo.Configure<Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, "continuo"));
            var port = options.Port == 0 ? FreePort() : options.Port;
            silo.ConfigureEndpoints(options.Address ?? FirstAddress(), port, gatewayPort: 0);
            if (options.IsOnKubernetes)
            {
                silo.UseKubernetesHosting();
            }

            Configure(silo, options.Probe, options.Misses);
        });
    }

    /// <summary>Follows the membership once the node has started.</summary>
    public static IServiceCollection FollowContinuoCluster(this IServiceCollection services) => services.AddHostedService<MembershipFollower>();

    /// <summary>What every silo of ours has, however it finds the others.</summary>
    internal static void Configure(ISiloBuilder silo, TimeSpan probe, int misses)
    {
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            (membership.ProbeTimeout, membership.NumMissedProbesLimit) = (probe, misses);

            // A sign of life within so many probes of the longest kind speaks against a death: left at its own, a node that was paused would be declared dead after half a minute.
            (membership.MinProbeTimeout, membership.MaxProbeTimeout) = (probe / 2, probe);
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(20);

            // A cluster that was killed as a whole comes up again without waiting for its dead.
            membership.NumMissedTableIAmAliveLimit = 2;
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });

        // Longer than any piece of a wait, and what a caller waits at most for a node that died and is not declared so yet.
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(10));
        silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = TimeSpan.FromDays(1));
        silo.Services.AddPlacementDirector<OwnerPlacement, OwnerPlacementDirector>();
        silo.Services.AddSingleton<ShardRouter>();
        silo.Services.AddSingleton(services => new ClusterSeat(services.GetRequiredService<ShardRouter>(), services.GetRequiredService<IClusterMembershipService>(), () => services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString()));
        silo.Services.AddSingleton<INodeSeat>(services => services.GetRequiredService<ClusterSeat>());
    }

    private static IPAddress FirstAddress() =>
        Array.Find(Dns.GetHostAddresses(Dns.GetHostName()), address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)) ?? IPAddress.Loopback;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
