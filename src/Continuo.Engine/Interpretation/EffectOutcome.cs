using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>How an attempt ended. Failures are values; a handler throws for its own mistakes only.</summary>
public abstract record EffectOutcome
{
    private EffectOutcome()
    {
    }

    public sealed record Returned(JsonValue Result) : EffectOutcome;

    public sealed record Failed(WorkflowError Error) : EffectOutcome;

    /// <summary>The child exists; its end comes later, as a stimulus of its own.</summary>
    public sealed record ChildStarted : EffectOutcome;

    /// <summary>No end yet: a long poll has begun, and holds no slot while it waits for its end.</summary>
    public sealed record Begun : EffectOutcome;

    /// <summary>The receiver cannot take it now: the same attempt is made again after <paramref name="After"/>.</summary>
    public sealed record Busy(TimeSpan After) : EffectOutcome;
}
