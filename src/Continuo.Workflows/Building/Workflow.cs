namespace Continuo.Workflows.Building;

/// <summary>Where workflows in C# begin.</summary>
public static class Workflow
{
    /// <summary>Makes a document: the same as if it had been written in YAML.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="name">The workflow's name in it.</param>
    /// <param name="version">A semantic version, such as <c>1.0.0</c>.</param>
    /// <param name="define">Says what it does.</param>
    public static WorkflowDocument Define(string space, string name, string version, Action<WorkflowBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var builder = new WorkflowBuilder(space, name, version);
        define(builder);
        return builder.ToDocument();
    }
}
