namespace Continuo.Simulator.Faults;

/// <summary>What goes wrong.</summary>
[Flags]
public enum FaultKind
{
    None = 0,

    /// <summary>A process dies; another begins a little later.</summary>
    Kill = 1,

    /// <summary>A process stands still and goes on, perhaps after the others have declared it dead.</summary>
    Pause = 2,

    /// <summary>Nodes do not hear each other, or do not reach the store.</summary>
    Partition = 4,

    /// <summary>Two nodes claim a shard at once, or one that lives is declared dead.</summary>
    DoubleClaim = 8,

    /// <summary>Transactions take up to seconds.</summary>
    SlowDisk = 16,

    /// <summary>Connections break during a commit.</summary>
    UnknownCommit = 32,

    /// <summary>Clocks are wrong, each in its own way, and jump.</summary>
    ClockSkew = 64,

    All = Kill | Pause | Partition | DoubleClaim | SlowDisk | UnknownCommit | ClockSkew,
}
