namespace Continuo.Workflows.Expressions;

/// <summary>What one evaluation may use. Each limit ends it with an error that names the limit.</summary>
/// <param name="Steps">Evaluation steps.</param>
/// <param name="Depth">Nested calls of functions.</param>
/// <param name="Outputs">Results of a program.</param>
/// <param name="OutputBytes">Approximate size of all results, and of any string or array that is built on the way.</param>
public sealed record JqLimits(long Steps = 1_000_000, int Depth = 10_000, int Outputs = 100_000, long OutputBytes = 64 << 20)
{
    public static JqLimits Default { get; } = new();
}
