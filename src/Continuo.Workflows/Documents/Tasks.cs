using System.Collections.Immutable;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

public sealed class DoTask : TaskNode
{
    public DoTask()
    {
    }

    internal DoTask(TaskHeader header)
        : base(header)
    {
    }

    public required ListNode Body { get; init; }
}

public sealed class SetTask : TaskNode
{
    public SetTask()
    {
    }

    internal SetTask(TaskHeader header)
        : base(header)
    {
    }

    public required ValueTemplate Value { get; init; }
}

public sealed class SwitchTask : TaskNode
{
    public SwitchTask()
    {
    }

    internal SwitchTask(TaskHeader header)
        : base(header)
    {
    }

    public required ImmutableArray<SwitchCase> Cases { get; init; }
}

/// <summary>A case of a switch; the one without <paramref name="When"/> is the default, wherever it stands.</summary>
public sealed record SwitchCase(string Name, RuntimeExpression? When, FlowTarget Then);

public sealed class ForTask : TaskNode
{
    public ForTask()
    {
    }

    internal ForTask(TaskHeader header)
        : base(header)
    {
    }

    public required string Each { get; init; }

    public required string At { get; init; }

    /// <summary>Gives the collection, once, on the task's transformed input.</summary>
    public required ValueTemplate In { get; init; }

    public RuntimeExpression? While { get; init; }

    public required ListNode Body { get; init; }
}

public sealed class ForkTask : TaskNode
{
    public ForkTask()
    {
    }

    internal ForkTask(TaskHeader header)
        : base(header)
    {
    }

    /// <summary>Each task of the list is a branch.</summary>
    public required ListNode Branches { get; init; }

    public required bool Compete { get; init; }
}

public sealed class TryTask : TaskNode
{
    public TryTask()
    {
    }

    internal TryTask(TaskHeader header)
        : base(header)
    {
    }

    public required ListNode Body { get; init; }

    public required CatchClause Catch { get; init; }
}

public sealed class RaiseTask : TaskNode
{
    public RaiseTask()
    {
    }

    internal RaiseTask(TaskHeader header)
        : base(header)
    {
    }

    public required ErrorTemplate Error { get; init; }
}

public sealed class WaitTask : TaskNode
{
    public WaitTask()
    {
    }

    internal WaitTask(TaskHeader header)
        : base(header)
    {
    }

    public required DurationTemplate Duration { get; init; }
}

public sealed class EmitTask : TaskNode
{
    public EmitTask()
    {
    }

    internal EmitTask(TaskHeader header)
        : base(header)
    {
    }

    /// <summary>The event's attributes and data: an object.</summary>
    public required ValueTemplate With { get; init; }
}

public sealed class ListenTask : TaskNode
{
    public ListenTask()
    {
    }

    internal ListenTask(TaskHeader header)
        : base(header)
    {
    }

    public required EventStrategy To { get; init; }

    public required EventRead Read { get; init; }

    public EventIterator? Foreach { get; init; }

    public ListenSince Since { get; init; } = ListenSince.Start;

    /// <summary>Whether the envelopes that are read tell their place in the event log, as the attribute <c>continuoplace</c>.</summary>
    public bool Place { get; init; }
}

public sealed class HttpCallTask : TaskNode
{
    public HttpCallTask()
    {
    }

    internal HttpCallTask(TaskHeader header)
        : base(header)
    {
    }

    public required HttpCall Call { get; init; }
}

/// <summary>A function of the host, in C#: <c>call: name</c>.</summary>
public sealed class FunctionCallTask : TaskNode
{
    public FunctionCallTask()
    {
    }

    internal FunctionCallTask(TaskHeader header)
        : base(header)
    {
    }

    public required string Function { get; init; }

    /// <summary>The function's input; the task's transformed input when absent.</summary>
    public ValueTemplate? With { get; init; }
}

public sealed class RunWorkflowTask : TaskNode
{
    public RunWorkflowTask()
    {
    }

    internal RunWorkflowTask(TaskHeader header)
        : base(header)
    {
    }

    public required WorkflowName Workflow { get; init; }

    /// <summary>A version or <c>latest</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The child's input; the task's transformed input when absent (D17).</summary>
    public ValueTemplate? Input { get; init; }

    public required bool Await { get; init; }
}

/// <summary>A task of a kind or with an option that this version does not execute. Never run: a start is refused.</summary>
public sealed class UnsupportedTask : TaskNode
{
    public UnsupportedTask()
    {
    }

    internal UnsupportedTask(TaskHeader header)
        : base(header)
    {
    }

    public required string Feature { get; init; }
}
