using Continuo.Engine.Shards;

namespace Continuo.Runtime.Ownership;

/// <summary>What nodes tell each other so that none has to look.</summary>
public abstract record NodeNews
{
    private NodeNews()
    {
    }

    /// <summary>A part of the event log has grown.</summary>
    public sealed record EventsGrew(int Part, long Tail) : NodeNews;

    /// <summary>A shard of the receiver is free now.</summary>
    public sealed record Released(ShardId Shard) : NodeNews;

    /// <summary>Versions of a workflow have changed.</summary>
    public sealed record Deployed(string Namespace, string Name) : NodeNews;

    /// <summary>A node hands everything over and takes nothing more.</summary>
    public sealed record Leaving(string Node) : NodeNews;
}
