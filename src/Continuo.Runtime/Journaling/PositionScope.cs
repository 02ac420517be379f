namespace Continuo.Runtime.Journaling;

/// <summary>What a journal position is unique in.</summary>
public enum PositionScope
{
    /// <summary>One rising sequence for the process, gaps allowed.</summary>
    Store,

    /// <summary>One sequence for each shard, consecutive from its tail on.</summary>
    Shard,
}
