namespace Continuo.Simulator.Checking;

/// <summary>What must never happen has happened.</summary>
internal sealed class BrokenRuleException(string rule, string what) : Exception(what)
{
    /// <summary>Which promise, in a few words.</summary>
    public string Rule { get; } = rule;
}
