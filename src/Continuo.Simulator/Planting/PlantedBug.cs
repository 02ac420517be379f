namespace Continuo.Simulator.Planting;

/// <summary>Mistakes that a simulation makes on purpose, in what surrounds the engine and never in it: whoever looks for mistakes must find them.</summary>
public enum PlantedBug
{
    /// <summary>A take-over claims without fencing the writer before it.</summary>
    FenceSkipped,

    /// <summary>After an unknown outcome the node reads its shards again without fencing its own writer first.</summary>
    OwnZombieCommit,

    /// <summary>A shard is given up beside its last commits and not behind them.</summary>
    HandOverWithoutFence,

    /// <summary>The read for the next window of timers does not wait for what was decided before it.</summary>
    WindowMovedWithoutAfter,

    /// <summary>The store says that a batch is durable and has lost the last commit of it.</summary>
    LastCommitDropped,

    /// <summary>An alarm is not set.</summary>
    TimerLost,

    /// <summary>A parent is not told that its child has ended.</summary>
    ChildNoticeLost,

    /// <summary>A repeated effect has another key than before.</summary>
    KeyChangedOnRetry,
}
