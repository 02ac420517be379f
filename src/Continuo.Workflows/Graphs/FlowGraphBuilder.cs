using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Graphs;

/// <summary>Makes the graph of a definition.</summary>
public static class FlowGraphBuilder
{
    private static readonly string[] s_keywords = ["try", "for", "listen", "call", "do", "emit", "fork", "raise", "run", "set", "switch", "wait"];

    public static FlowGraph Of(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new FlowGraph($"{definition.Name}@{definition.Version}", List("", definition.Root));
    }

    private static FlowList List(string label, ListNode list, bool isParallel = false)
    {
        var edges = ImmutableArray.CreateBuilder<FlowEdge>();
        for (var i = 0; i < list.Tasks.Length && !isParallel; i++)
        {
            AddEdges(edges, list.Tasks[i], i, list.Tasks.Length);
        }

        return new FlowList(label, [.. list.Tasks.Select(Task)], edges.ToImmutable(), isParallel);
    }

    private static void AddEdges(ImmutableArray<FlowEdge>.Builder edges, TaskNode task, int at, int count)
    {
        if (task is SwitchTask branch)
        {
            foreach (var choice in branch.Cases)
            {
                edges.Add(new FlowEdge(at, Target(choice.Then, at, count), choice.Name));
            }

            if (branch.Cases.All(choice => choice.When is not null))
            {
                edges.Add(new FlowEdge(at, Target(task.Then, at, count), "else"));
            }

            return;
        }

        edges.Add(new FlowEdge(at, Target(task.Then, at, count), ""));
        if (task is TryTask { Catch.Then: { } caught })
        {
            edges.Add(new FlowEdge(at, Target(caught, at, count), "caught"));
        }
    }

    private static int Target(FlowTarget then, int at, int count) => then.Kind switch
    {
        FlowKind.Exit => FlowEdge.Exit,
        FlowKind.End => FlowEdge.End,
        FlowKind.Jump => then.Ordinal,
        _ => at + 1 < count ? at + 1 : FlowEdge.Exit,
    };

    private static FlowTask Task(TaskNode task) => new(task.Pointer, task.Name, Keyword(task.Definition), Detail(task), Lists(task));

    private static ImmutableArray<FlowList> Lists(TaskNode task)
    {
        var lists = ImmutableArray.CreateBuilder<FlowList>();
        switch (task)
        {
            case DoTask list:
                lists.Add(List("", list.Body));
                break;
            case ForTask loop:
                lists.Add(List("", loop.Body));
                break;
            case ForkTask fork:
                lists.Add(List("", fork.Branches, isParallel: true));
                break;
            case TryTask attempt:
                lists.Add(List("try", attempt.Body));
                if (attempt.Catch.Do is { } handler)
                {
                    lists.Add(List("catch", handler));
                }

                break;
            case ListenTask { Foreach.Do: { } each }:
                lists.Add(List("foreach", each));
                break;
        }

        if (task.Compensate is { } undo)
        {
            lists.Add(List("compensate", undo));
        }

        return lists.ToImmutable();
    }

    private static string Keyword(JsonValue definition) => s_keywords.FirstOrDefault(keyword => definition.AsObject is { } members && members.TryGet(keyword, out _)) ?? "";

    private static string Detail(TaskNode task) => task switch
    {
        HttpCallTask http => $"{http.Call.Method} {http.Call.Endpoint.Template?.Text ?? http.Call.Endpoint.Expression?.Source}",
        RunWorkflowTask run => $"{run.Workflow}@{run.Version}",
        ForTask loop => $"each {loop.Each}",
        ForkTask { Compete: true } => "compete",
        TryTask { Catch.Retry: { } retry } => retry.Count is { } count ? $"retry {count}" : "retry",
        ListenTask listen => string.Join(", ", listen.To.Filters.SelectMany(filter => filter.With.Where(attribute => attribute.Key == "type")).Select(attribute => attribute.Value is ValueTemplate.Literal type ? type.Value.AsString : null).OfType<string>()),
        EmitTask => task.Definition["emit"]["event"]["with"]["type"].AsString ?? "",
        RaiseTask => task.Definition["raise"]["error"] is { } error ? error.AsString ?? error["title"].AsString ?? error["type"].AsString ?? "" : "",
        WaitTask => task.Definition["wait"].AsString ?? string.Join(' ', task.Definition["wait"].AsObject?.Select(unit => $"{unit.Value} {unit.Key}") ?? []),
        _ => task.Definition["call"].AsString ?? task.Definition["run"].AsObject?.Select(member => member.Key).FirstOrDefault() ?? "",
    };
}
