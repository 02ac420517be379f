using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>A fact as the history shows it.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Kind">Such as <c>opened</c>, <c>requested</c>, <c>returned</c>.</param>
/// <param name="Pointer">The task, if it is about one.</param>
/// <param name="Data">What else it says, an object.</param>
public sealed record HistoryFact(DateTimeOffset At, string Kind, string? Pointer, JsonValue Data);
