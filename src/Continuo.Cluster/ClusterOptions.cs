using System.Net;

namespace Continuo.Cluster;

/// <summary>How this process joins a cluster.</summary>
public sealed class ClusterOptions
{
    /// <summary>The database in which the nodes find each other: an Npgsql connection string whose search path is the schema for the tables. Normally the store's own.</summary>
    public required string ConnectionString { get; set; }

    /// <summary>Nodes of another cluster in the same database are not seen. Nodes of one store must have one cluster.</summary>
    public string Cluster { get; set; } = "continuo";

    /// <summary>Where the other nodes reach this one; null for the first address of the machine.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>The port for the other nodes. Zero takes a free one.</summary>
    public int Port { get; set; } = 11_111;

    /// <summary>How often each node looks after three others. With three misses a dead one is declared so within about ten seconds; a full node answers its probes far sooner.</summary>
    public TimeSpan Probe { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Probes in a row without an answer before a node votes for another's death.</summary>
    public int Misses { get; set; } = 3;

    /// <summary>Whether names and addresses come from the pod, and pods that are gone are declared dead at once.</summary>
    public bool IsOnKubernetes { get; set; }
}
