using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

/// <summary>A function of the language: one task, which stands once in the definition however often it is called.</summary>
/// <param name="name">As it is declared, or the address of its document.</param>
public sealed class DeclaredFunction(string name)
{
    public string Name => name;

    /// <summary>The function's task, alone in its list. Set once by the loader, after the calls that refer to it may exist.</summary>
    public ListNode Body { get; internal set; } = new();
}

/// <summary><c>call</c> of a function of <c>use.functions</c>, of a catalog or by its address.</summary>
public sealed class DeclaredCallTask : TaskNode
{
    public DeclaredCallTask()
    {
    }

    internal DeclaredCallTask(TaskHeader header)
        : base(header)
    {
    }

    public required DeclaredFunction Function { get; init; }

    /// <summary>The function's input; the task's transformed input when absent.</summary>
    public ValueTemplate? With { get; init; }
}
