using System.Collections.Immutable;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;

namespace Continuo.Workflows.Documents;

/// <summary>A part of a definition that an instance can be in.</summary>
public abstract class Node
{
    /// <summary>The place in <see cref="WorkflowDefinition.Nodes"/>.</summary>
    public int Index { get; init; }

    /// <summary>JSON pointer into the document, such as <c>/do/0/pay/try/1/charge</c>.</summary>
    public string Pointer { get; init; } = "";

    public TextPosition Position { get; init; }
}

/// <summary>Tasks that run one after the other (or side by side, as the branches of a fork).</summary>
public sealed class ListNode : Node
{
    /// <summary>Set once by the loader, after the tasks that refer back to this list exist.</summary>
    public ImmutableArray<TaskNode> Tasks { get; internal set; } = [];
}

/// <summary>One task. What is common to all kinds is here; each kind adds what it executes.</summary>
public abstract class TaskNode : Node
{
    protected TaskNode()
    {
    }

    private protected TaskNode(TaskHeader header)
    {
        Index = header.Index;
        Pointer = header.Pointer;
        Position = header.Position;
        Name = header.Name;
        List = header.List;
        Ordinal = header.Ordinal;
        Definition = header.Definition;
        If = header.If;
        InputFrom = header.Input.Template;
        InputSchema = header.Input.Schema;
        OutputAs = header.Output.Template;
        OutputSchema = header.Output.Schema;
        ExportAs = header.Export.Template;
        ExportSchema = header.Export.Schema;
        Timeout = header.Timeout;
        Then = header.Then;
        Compensate = header.Compensate;
        Once = header.Once;
        IdempotencyKey = header.IdempotencyKey;
    }

    public string Name { get; init; } = "";

    /// <summary>The list that the task stands in, and its place there.</summary>
    public ListNode List { get; init; } = null!;

    public int Ordinal { get; init; }

    /// <summary>The object under the task's name: what <c>$task.definition</c> shows.</summary>
    public JsonValue Definition { get; init; }

    public RuntimeExpression? If { get; init; }

    /// <summary>What the raw input must match.</summary>
    public JsonSchema? InputSchema { get; init; }

    public ValueTemplate? InputFrom { get; init; }

    public ValueTemplate? OutputAs { get; init; }

    /// <summary>What the transformed output must match.</summary>
    public JsonSchema? OutputSchema { get; init; }

    public ValueTemplate? ExportAs { get; init; }

    /// <summary>What the context must match that <see cref="ExportAs"/> gives.</summary>
    public JsonSchema? ExportSchema { get; init; }

    public DurationTemplate? Timeout { get; init; }

    public FlowTarget Then { get; init; }

    /// <summary>The extensions for tasks of this kind, as declared. Set once by the loader. They do not concern a task that an extension itself runs.</summary>
    public ImmutableArray<TaskExtension> Extensions { get; internal set; } = [];

    /// <summary><c>metadata.continuo.compensate</c>: what undoes this task once it has completed.</summary>
    public ListNode? Compensate { get; init; }

    /// <summary><c>metadata.continuo.once</c>: at most once; a call that was interrupted fails instead of being repeated.</summary>
    public bool Once { get; init; }

    /// <summary><c>metadata.continuo.idempotencyKey</c>: replaces the key of the task's effect.</summary>
    public ValueTemplate? IdempotencyKey { get; init; }
}

public enum FlowKind : byte
{
    /// <summary>The next task in declaration order.</summary>
    Continue,

    /// <summary>Ends the list that the task stands in.</summary>
    Exit,

    /// <summary>Ends the workflow.</summary>
    End,

    /// <summary>Goes to another task of the same list.</summary>
    Jump,
}

/// <summary>Where the flow goes after a task. <paramref name="Ordinal"/> is the target's place in the list, for a jump only.</summary>
public readonly record struct FlowTarget(FlowKind Kind, int Ordinal = 0)
{
    public static FlowTarget Next => default;
}
