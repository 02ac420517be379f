using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Interpretation;

/// <summary>What one turn of one instance produced. Reused from turn to turn; one thread.</summary>
public sealed class Turn
{
    /// <summary>Shard time of the turn: the <c>at</c> of the commit that it becomes.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The tail of the event log as the shard knows it: where a listener with <c>since: listen</c> begins.</summary>
    public long EventTail { get; set; }

    /// <summary>How many effects can be performed at once when the turn is over. What may be made at most once is recorded as attempted only if it is one of them.</summary>
    public int FreeSlots { get; set; } = int.MaxValue;

    /// <summary>The encoded commit: header and facts. Complete after <see cref="Interpreter.Seal"/>.</summary>
    public FactWriter Facts { get; } = new() { Payloads = new PayloadWriter() };

    /// <summary>Effects to perform once the facts are durable.</summary>
    public List<int> Issued { get; } = [];

    /// <summary>Issued effects that nobody waits for any more.</summary>
    public List<int> Abandoned { get; } = [];

    public List<Subscription> SubscriptionsAdded { get; } = [];

    /// <summary>Frames whose subscriptions ended.</summary>
    public List<int> SubscriptionsEnded { get; } = [];

    /// <summary>Frames that are ready are left: the budget ended the turn.</summary>
    public bool Yielded { get; internal set; }

    internal int Steps { get; set; }

    /// <summary>What the store has to write for it.</summary>
    internal long Bytes => Facts.Length + Facts.Payloads!.NewBytes;

    /// <summary>Nothing is decided in it yet.</summary>
    internal bool IsNew { get; set; } = true;

    /// <summary>Whether its commit is as large as one may be.</summary>
    internal bool IsFull(EngineLimits limits) => Facts.Count >= limits.FactsPerTurn || Bytes >= limits.BytesPerTurn;

    /// <summary>What is decided now is all that this turn does.</summary>
    internal void SpendSteps(EngineLimits limits) => Steps = limits.StepsPerTurn;

    public void Begin(DateTimeOffset now)
    {
        Now = now;
        Facts.Clear();
        Issued.Clear();
        Abandoned.Clear();
        SubscriptionsAdded.Clear();
        SubscriptionsEnded.Clear();
        Yielded = false;
        Steps = 0;
        IsNew = true;
    }
}

/// <summary>What became of a stimulus.</summary>
/// <param name="Kind">Whether it was taken.</param>
/// <param name="Code">For a conflict: stable, such as <c>instance-ended</c>.</param>
/// <param name="Why">For a conflict: in words.</param>
public readonly record struct Verdict(VerdictKind Kind, string Code = "", string Why = "")
{
    public static Verdict Taken => new(VerdictKind.Taken);

    public static Verdict Stale => new(VerdictKind.Stale);

    public static Verdict Conflict(string code, string why) => new(VerdictKind.Conflict, code, why);
}

public enum VerdictKind
{
    /// <summary>Recorded; facts may have been emitted.</summary>
    Taken,

    /// <summary>Nothing waits for it (any more): dropped and counted.</summary>
    Stale,

    /// <summary>The instance is in no state for it.</summary>
    Conflict,
}
