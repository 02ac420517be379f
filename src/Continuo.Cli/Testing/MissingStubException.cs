namespace Continuo.Cli.Testing;

/// <summary>Ends a case: the workflow calls somebody for whom nothing stands in.</summary>
/// <param name="call">Who is called, and by which task.</param>
/// <param name="toAdd">The stub to add, as YAML.</param>
internal sealed class MissingStubException(string call, string toAdd) : Exception(call)
{
    public string ToAdd { get; } = toAdd;
}
