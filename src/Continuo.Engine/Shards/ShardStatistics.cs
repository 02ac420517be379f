namespace Continuo.Engine.Shards;

/// <summary>What a shard has done and dropped since it was adopted. Written by the shard's thread; a reader sees values a moment old.</summary>
public sealed class ShardStatistics
{
    /// <summary>Turns that became a commit or answered somebody.</summary>
    public long Turns { get; internal set; }

    public long Commits { get; internal set; }

    /// <summary>Instances read from the journal.</summary>
    public long Loads { get; internal set; }

    /// <summary>Idle instances that left memory.</summary>
    public long Passivations { get; internal set; }

    /// <summary>Turns that a budget ended.</summary>
    public long Yields { get; internal set; }

    /// <summary>Turns that threw.</summary>
    public long BrokenTurns { get; internal set; }

    /// <summary>Instances that were marked as stuck.</summary>
    public long Stuck { get; internal set; }

    /// <summary>Instances that could not even be marked as stuck and are refused until the shard is adopted again.</summary>
    public long Quarantined { get; internal set; }

    /// <summary>Instances that were given up for deletion.</summary>
    public long Deleted { get; internal set; }

    /// <summary>Results of effects that nobody waits for any more.</summary>
    public long StaleEffects { get; internal set; }

    /// <summary>Stimuli that the interpreter had no use for.</summary>
    public long StaleStimuli { get; internal set; }

    /// <summary>Commands that came twice.</summary>
    public long DuplicateCommands { get; internal set; }

    /// <summary>Commands that a limit turned away.</summary>
    public long RefusedCommands { get; internal set; }

    /// <summary>Slices that the journal refused.</summary>
    public long RejectedCommits { get; internal set; }

    /// <summary>Clock stimuli after which the same time was still due.</summary>
    public long IdleClocks { get; internal set; }

    public int InstancesInMemory { get; internal set; }

    public long BytesInMemory { get; internal set; }

    public int TimersInMemory { get; internal set; }

    public int CommandsQueued { get; internal set; }
}
