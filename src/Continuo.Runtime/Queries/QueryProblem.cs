namespace Continuo.Runtime.Queries;

/// <summary>What is wrong with a query, and where.</summary>
/// <param name="Column">From one.</param>
/// <param name="Message">What was found, and what was expected.</param>
/// <param name="Remedy">What to write instead; null when the message says it.</param>
public sealed record QueryProblem(int Column, string Message, string? Remedy = null)
{
    public override string ToString() => Remedy is null ? $"{Column}: {Message}" : $"{Column}: {Message} {Remedy}";
}
