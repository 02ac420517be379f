using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The list that a task stands in: what its <c>then</c> can reach.</summary>
internal sealed record TaskScope(ListNode List, IReadOnlyDictionary<string, int> Names, bool IsFork)
{
    public FlowTarget ReadThen(LoadContext context, SourceNode? node)
    {
        switch (node)
        {
            case null:
                return FlowTarget.Next;
            case SourceScalar { Json.IsString: true } text:
                return Resolve(context, text);
            default:
                Fields.WrongType(context, node, "'then'", "a text: continue, exit, end, or the name of a task");
                return FlowTarget.Next;
        }
    }

    private FlowTarget Resolve(LoadContext context, SourceScalar text)
    {
        switch (text.Text)
        {
            case "continue":
                return FlowTarget.Next;
            case "exit":
                return new FlowTarget(FlowKind.Exit);
            case "end":
                return new FlowTarget(FlowKind.End);
        }

        if (Names.TryGetValue(text.Text, out var ordinal) && !IsFork)
        {
            return new FlowTarget(FlowKind.Jump, ordinal);
        }

        var remedy = context.Diagnostics.IsFull ? null : IsFork
            ? "A branch of a fork cannot go to another; put the tasks into a 'do' inside the branch."
            : Suggestion.For(text.Text, [.. Names.Keys, "continue", "exit", "end"])
                ?? (Names.Count == 0 ? "It stands alone: only continue, exit and end lead on." : Names.Count <= 12 ? $"Tasks here are {string.Join(", ", Names.Keys)}." : "It must be the name of a task of the same list.");
        context.Diagnostics.Add(DiagnosticCodes.UnknownFlowTarget, text, $"'then' goes to '{text.Text}', which is no task of this list.", remedy);
        return FlowTarget.Next;
    }
}
