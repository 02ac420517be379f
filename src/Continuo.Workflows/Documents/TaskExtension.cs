using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

/// <summary>An entry of <c>use.extensions</c>: what is done before and after tasks of a kind.</summary>
public sealed record TaskExtension
{
    public required string Name { get; init; }

    /// <summary>The kind of tasks that it extends: a keyword of the language, <c>composite</c> or <c>all</c>.</summary>
    public required string Extend { get; init; }

    /// <summary>On the transformed input of the task; null for always.</summary>
    public RuntimeExpression? When { get; init; }

    public ListNode? Before { get; init; }

    public ListNode? After { get; init; }
}
