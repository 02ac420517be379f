namespace Continuo.Workflows.Expressions;

/// <summary>A duration that is known at load, or an expression that gives an ISO 8601 duration. Exactly one is set.</summary>
public sealed record DurationTemplate(TimeSpan? Constant, RuntimeExpression? Expression);
