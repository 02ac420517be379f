using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>An error of the workflow's own, on its way from an expression to the step that raises it. Never leaves the interpreter.</summary>
internal sealed class TaskFault(WorkflowError error) : Exception(error.Detail)
{
    public WorkflowError Error { get; } = error;

    public static TaskFault Of(StandardError kind, string detail, string pointer) =>
        new(new WorkflowError(kind.Uri, kind.Status, Titles.Of(kind), detail, pointer));
}

internal static class Titles
{
    public static string Of(StandardError kind) => char.ToUpperInvariant(kind.Name[0]) + kind.Name[1..] + " error";
}
