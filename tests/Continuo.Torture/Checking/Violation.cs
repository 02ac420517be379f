namespace Continuo.Torture.Checking;

/// <summary>A promise that was broken.</summary>
/// <param name="Instance">To which instance.</param>
/// <param name="Says">Which promise, and how.</param>
internal sealed record Violation(string Instance, string Says)
{
    public override string ToString() => $"{Instance}: {Says}";
}
