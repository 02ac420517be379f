namespace Continuo.Workflows.Documents;

/// <summary>A workflow's qualified name, printed as <c>namespace/name</c>.</summary>
public readonly record struct WorkflowName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
