namespace Continuo.Runtime.Lifecycle;

/// <param name="Taken">So many events from the first were taken.</param>
/// <param name="Why">Why the next was not; null when all were.</param>
/// <param name="IsFinal">It never will be: it is dropped, and counted.</param>
public sealed record SinkAnswer(int Taken, string? Why = null, bool IsFinal = false);
