using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Schemas;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint.Typing;

/// <summary>Follows the data through a definition, from the schema of its input on.</summary>
internal sealed partial class DataFlow
{
    private static readonly DataType s_moment = DataType.Closed(
        ("iso8601", DataType.Text),
        ("epoch", DataType.Closed(("seconds", DataType.Number), ("milliseconds", DataType.Number))));

    private readonly WorkflowDefinition _definition;
    private readonly ExpressionTypes _types;
    private readonly HashSet<ListNode> _seen = [];

    public DataFlow(WorkflowDefinition definition, DiagnosticBag diagnostics)
    {
        _definition = definition;
        _types = new ExpressionTypes(definition.Source, diagnostics);
    }

    public void Run()
    {
        var raw = Checked(DataType.Any, _definition.InputSchema);
        var variables = ImmutableDictionary<string, DataType>.Empty
            .Add("workflow", DataType.Closed(("id", DataType.Text), ("definition", DataType.Any), ("input", _definition.Schedule is null ? raw : DataType.Any), ("startedAt", s_moment)))
            .Add("task", DataType.Named(("name", DataType.Text), ("reference", DataType.Text), ("definition", DataType.Any), ("input", DataType.Any), ("output", DataType.Any), ("startedAt", s_moment)))
            .Add("secrets", Secrets())
            .Add("secret", Secrets());
        var input = _types.Infer(_definition.InputFrom, raw, variables);
        var last = List(_definition.Root, input, variables);
        _types.Pointer = "/output/as";
        _types.Infer(_definition.OutputAs, last, variables);

        // What stands outside the flow gets what nobody knows before.
        foreach (var list in _definition.Nodes.OfType<ListNode>().Where(list => !_seen.Contains(list) && list.Tasks.Length > 0 && IsOwn(list)))
        {
            List(list, DataType.Any, variables);
        }
    }

    /// <summary>A function of a document elsewhere has its places there.</summary>
    private bool IsOwn(ListNode list) => !_definition.Documents.Any(document => list.Pointer.StartsWith("/use/functions/" + Documents.Syntax.SourceNode.Escape(document.Key), StringComparison.Ordinal));

    private DataType Secrets() => new(DataKinds.Object) { Members = _definition.Secrets.ToImmutableDictionary(name => name, _ => DataType.Any) };

    /// <summary>The data after a list that began with <paramref name="entry"/>.</summary>
    private DataType List(ListNode list, DataType entry, ImmutableDictionary<string, DataType> variables)
    {
        _seen.Add(list);
        var before = new DataType?[list.Tasks.Length + 1];
        before[0] = entry;
        foreach (var task in list.Tasks)
        {
            foreach (var target in TaskFlow.After(task).Where(target => target <= task.Ordinal && target >= 0))
            {
                // What comes back is not known before it went there.
                before[target] = DataType.Any;
            }
        }

        foreach (var task in list.Tasks)
        {
            var after = Task(task, before[task.Ordinal] ?? DataType.Any, variables);
            foreach (var target in TaskFlow.After(task).Select(target => target < 0 ? list.Tasks.Length : target).Where(target => target > task.Ordinal))
            {
                before[target] = before[target]?.Or(after) ?? after;
            }
        }

        return before[^1] ?? DataType.Any;
    }

    private DataType Task(TaskNode task, DataType raw, ImmutableDictionary<string, DataType> variables)
    {
        _types.Pointer = task.Pointer;
        _types.Condition(task.If, raw, variables);
        _types.Duration(task.Timeout, raw, variables);
        var given = Checked(raw, task.InputSchema);
        var input = _types.Infer(task.InputFrom, given, variables);
        var inside = variables.SetItem("input", input);
        var produced = Body(task, input, inside);
        _types.Pointer = task.Pointer;
        _types.Infer(task.IdempotencyKey, input, inside);
        var output = Checked(_types.Infer(task.OutputAs, produced, inside), task.OutputSchema);
        if (task.ExportAs is { } export)
        {
            _types.Infer(export, output, inside.SetItem("output", output));
        }

        if (task.Compensate is { } compensation)
        {
            List(compensation, DataType.Any, variables);
        }

        // One that is skipped hands on what it was given.
        return task.If is null ? output : output.Or(raw);
    }

    private static DataType Checked(DataType type, JsonSchema? schema) => schema is null ? type : SchemaTypes.Of(schema.Document);
}
