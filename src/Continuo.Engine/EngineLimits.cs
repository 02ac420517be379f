namespace Continuo.Engine;

/// <summary>Every limit of the engine, in one place. Each is named in the error that it causes.</summary>
public sealed record EngineLimits
{
    public static EngineLimits Default { get; } = new();

    /// <summary>Commands queued in a shard before senders are told to wait.</summary>
    public int CommandsPerShard { get; init; } = 4_096;

    /// <summary>Commands queued for one instance before senders are told to wait.</summary>
    public int CommandsPerInstance { get; init; } = 1_000;

    /// <summary>Interpreter steps of a turn before it yields.</summary>
    public int StepsPerTurn { get; init; } = 10_000;

    /// <summary>Facts of a turn before it yields.</summary>
    public int FactsPerTurn { get; init; } = 1_000;

    /// <summary>Bytes of facts of a turn before it yields: what one commit may hold, give or take the last fact.</summary>
    public int BytesPerTurn { get; init; } = 1 << 20;

    /// <summary>
    /// Wall clock of a turn: an instance whose turn takes longer is parked as <c>stuck</c>. Steps are the limit that counts; this one is the fuse behind them.
    /// After a fifth of it a turn yields where it can.
    /// </summary>
    public TimeSpan TurnTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Steps without an effect, a timer or an event before the instance faults as a runaway.</summary>
    public long StepsWithoutOutside { get; init; } = 1_000_000;

    public int Frames { get; init; } = 10_000;

    /// <summary>Nested tasks, and nested instances.</summary>
    public int Depth { get; init; } = 64;

    public long StateBytes { get; init; } = 4 << 20;

    /// <summary>A value in an expression or a result of an effect.</summary>
    public long ValueBytes { get; init; } = 2 << 20;

    /// <summary>Nested levels of a value from outside.</summary>
    public int ValueDepth { get; init; } = 500;

    /// <summary>Effects of one instance in flight; more are queued.</summary>
    public int EffectsPerInstance { get; init; } = 64;

    /// <summary>Effects of one node in flight; more are queued.</summary>
    public int EffectsPerNode { get; init; } = 2_048;

    /// <summary>Events that one turn of an instance takes.</summary>
    public int EventsPerTurn { get; init; } = 64;

    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>Timers held in memory per node; the window shrinks, nothing is dropped.</summary>
    public int Timers { get; init; } = 50_000;

    /// <summary>Steps of one expression.</summary>
    public long ExpressionSteps { get; init; } = 1_000_000;

    /// <summary>Undo entries that an instance keeps for its sagas.</summary>
    public int UndoEntries { get; init; } = 10_000;

    /// <summary>Commits after which an instance's snapshot is renewed.</summary>
    public int CommitsPerSnapshot { get; init; } = 256;

    /// <summary>Bytes of facts after which an instance's snapshot is renewed, if that is more than the snapshot itself.</summary>
    public int BytesPerSnapshot { get; init; } = 64 << 10;
}
