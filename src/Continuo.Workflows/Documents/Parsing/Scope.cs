using System.Collections.Immutable;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>When an expression is evaluated, which decides the arguments that it sees.</summary>
internal enum Stage
{
    /// <summary>The workflow's <c>input.from</c>, and what is evaluated before an instance has a context.</summary>
    WorkflowInput,

    WorkflowOutput,

    /// <summary>A task's <c>if</c>, <c>input.from</c> and <c>timeout</c>: its transformed input does not exist yet.</summary>
    RawInput,

    /// <summary>What the task executes, and its <c>output.as</c>.</summary>
    Body,

    Export,
}

/// <summary>The variables that a place can name: the arguments of its stage, and those of the tasks around it.</summary>
internal sealed record Scope(ImmutableArray<string> Variables)
{
    private static readonly ImmutableArray<string> s_always = ["secrets", "secret", "workflow", "runtime"];
    private static readonly ImmutableArray<string> s_workflowOutput = [.. s_always, "context"];
    private static readonly ImmutableArray<string> s_rawInput = [.. s_workflowOutput, "task"];
    private static readonly ImmutableArray<string> s_body = [.. s_rawInput, "input", "authorization"];
    private static readonly ImmutableArray<string> s_export = [.. s_body, "output"];

    public static Scope Top { get; } = new([]);

    public static ImmutableArray<string> Arguments(Stage stage) => stage switch
    {
        Stage.WorkflowInput => s_always,
        Stage.WorkflowOutput => s_workflowOutput,
        Stage.RawInput => s_rawInput,
        Stage.Body => s_body,
        _ => s_export,
    };

    public Scope With(params ReadOnlySpan<string> names) => new([.. Variables, .. names]);

    public bool Sees(string name, Stage stage) => Arguments(stage).Contains(name) || Variables.Contains(name);
}
