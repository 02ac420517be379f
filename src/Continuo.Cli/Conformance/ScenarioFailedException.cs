namespace Continuo.Cli.Conformance;

/// <summary>A scenario does not hold; the message says which step and what came instead.</summary>
internal sealed class ScenarioFailedException(string message) : Exception(message);
