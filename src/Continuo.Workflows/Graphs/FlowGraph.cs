using System.Collections.Immutable;

namespace Continuo.Workflows.Graphs;

/// <summary>A workflow as a drawing has it: lists of tasks, tasks that hold lists, and the ways between tasks.</summary>
/// <param name="Title">The workflow's name and version.</param>
/// <param name="Root">The top-level list.</param>
public sealed record FlowGraph(string Title, FlowList Root);

/// <summary>Tasks that follow each other, or with <paramref name="IsParallel"/> run side by side.</summary>
/// <param name="Label">What the list is to its task, such as <c>catch</c>; empty when there is one only.</param>
/// <param name="Tasks">In the order of the document.</param>
/// <param name="Edges">Ways between tasks of this list, and out of it.</param>
/// <param name="IsParallel">Whether each task is a branch.</param>
public sealed record FlowList(string Label, ImmutableArray<FlowTask> Tasks, ImmutableArray<FlowEdge> Edges, bool IsParallel);

/// <summary>A task, which may hold lists of its own.</summary>
/// <param name="Pointer">Its JSON pointer in the document, which names it in histories and errors too.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its keyword, such as <c>call</c>.</param>
/// <param name="Detail">What it does in a few words; may be empty.</param>
/// <param name="Lists">The lists inside it.</param>
public sealed record FlowTask(string Pointer, string Name, string Kind, string Detail, ImmutableArray<FlowList> Lists);

/// <summary>Where the flow goes after a task.</summary>
/// <param name="From">The task's place in its list.</param>
/// <param name="To">The place of the next one; <see cref="Exit"/> or <see cref="End"/>.</param>
/// <param name="Label">When it goes there; empty for always.</param>
public sealed record FlowEdge(int From, int To, string Label)
{
    /// <summary>The end of the list.</summary>
    public const int Exit = -1;

    /// <summary>The end of the workflow.</summary>
    public const int End = -2;

    /// <summary>Whether it leads to the task right after.</summary>
    public bool IsNext => To == From + 1;
}
