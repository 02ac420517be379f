using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>What an expression of a task sees: the arguments of the language, bound only where the standard's table has them, and the variables of the scopes around it.</summary>
internal sealed class ExpressionScope(IAmbient ambient, TurnBreaker breaker) : JqEnvironment
{
    private static readonly JsonValue s_runtime = JsonObject.Of(("name", "continuo"), ("version", "0.1.0"), ("metadata", JsonValue.EmptyObject));

    private InstanceState _state = null!;
    private WorkflowDefinition _definition = null!;
    private Frame? _list;
    private TaskNode? _task;
    private JsonValue _raw;
    private DateTimeOffset _since;

    /// <summary><c>$input</c>, where it is available.</summary>
    public JsonValue? Input { get; set; }

    /// <summary><c>$output</c>, where it is available.</summary>
    public JsonValue? Output { get; set; }

    /// <summary><c>$task.output</c>, once the body has run.</summary>
    public JsonValue? RawOutput { get; set; }

    /// <summary><c>$authorization</c>, once the authentication is known.</summary>
    public JsonValue? Authorization { get; set; }

    /// <summary>One more variable, over all others: the error of a catch under test, the item of an event.</summary>
    public (string Name, JsonValue Value)? Extra { get; set; }

    /// <summary>A second one.</summary>
    public (string Name, JsonValue Value)? Extra2 { get; set; }

    /// <summary>Whether <c>$task</c> has the properties of the task's definition beside its own.</summary>
    public bool ShowsDefinition { get; set; }

    /// <summary>Whether an expression has asked for <c>$secrets</c>.</summary>
    public bool ReadsSecrets { get; set; }

    /// <summary>Where the expression stands that is evaluated.</summary>
    public string Pointer { get; set; } = "/";

    public override DateTimeOffset Now => _state.Now;

    public override void Working() => breaker.Look(Pointer);

    public void Begin(InstanceState state, WorkflowDefinition definition, Frame? list, TaskNode? task, JsonValue raw, DateTimeOffset since)
    {
        (_state, _definition, _list, _task, _raw, _since) = (state, definition, list, task, raw, since);
        Input = Output = RawOutput = Authorization = null;
        Extra = Extra2 = null;
        ShowsDefinition = false;
    }

    public override JsonValue? Secret(string name) => ambient.Secret(name);

    public override bool TryGetVariable(string name, out JsonValue value)
    {
        if (Extra is { } extra && extra.Name == name)
        {
            value = extra.Value;
            return true;
        }

        if (Extra2 is { } second && second.Name == name)
        {
            value = second.Value;
            return true;
        }

        if (TryGetScoped(name, out value))
        {
            return true;
        }

        switch (name)
        {
            case "context": value = _state.Context; return true;
            case "input": value = Input ?? default; return Input is not null;
            case "output": value = Output ?? default; return Output is not null;
            case "secrets" or "secret": (value, ReadsSecrets) = (Secrets(), true); return true;
            case "authorization": value = Authorization ?? default; return Authorization is not null;
            case "task": value = _task is null ? default(JsonValue) : ExtendedTask() ?? Task(_task, _raw, _since, RawOutput, ShowsDefinition); return _task is not null;
            case "workflow": value = Workflow(); return true;
            case "runtime": value = s_runtime; return true;
            default: return false;
        }
    }

    /// <summary>The variables of loops, listeners and handlers that a text names, as they are now: what is evaluated once those are gone needs them.</summary>
    public ImmutableArray<KeyValuePair<string, JsonValue>> VariablesIn(JsonValue source)
    {
        var names = ScopedNames().Distinct().ToArray();
        if (names.Length == 0)
        {
            return [];
        }

        // More than it needs, where one name begins with another: that harms nobody.
        var text = source.ToString();
        var variables = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonValue>>();
        foreach (var name in names)
        {
            if (text.Contains($"${name}", StringComparison.Ordinal) && TryGetScoped(name, out var value))
            {
                variables.Add(new(name, value));
            }
        }

        return variables.ToImmutable();
    }

    private IEnumerable<string> ScopedNames()
    {
        for (var frame = _list; frame is { Parent: not 0 }; frame = _state.ParentOf(frame))
        {
            var parent = _state.Frames[frame.Parent];
            string?[] names = _definition.Nodes[parent.Node] switch
            {
                ForTask loop when parent.Kind == FrameKind.Loop => [loop.Each, loop.At],
                ListenTask { Foreach: { } each } when parent.Kind == FrameKind.Listen => [each.Item, each.At],
                TryTask handler when parent.Phase == FramePhase.Handling => [handler.Catch.As],
                _ => [],
            };
            foreach (var name in names)
            {
                if (name is not null)
                {
                    yield return name;
                }
            }
        }
    }

    /// <summary>The variables of loops, listeners and handlers, the innermost first.</summary>
    private bool TryGetScoped(string name, out JsonValue value)
    {
        for (var frame = _list; frame is { Parent: not 0 }; frame = _state.ParentOf(frame))
        {
            var parent = _state.Frames[frame.Parent];
            if (frame.Kind == FrameKind.Undo)
            {
                foreach (var (recorded, then) in parent.Undo![^1].Variables)
                {
                    if (recorded == name)
                    {
                        value = then;
                        return true;
                    }
                }
            }

            if (parent.Kind == FrameKind.Call || (parent.Kind == FrameKind.Extended && frame.Node != parent.Node))
            {
                // What a function or an extension sees is decided by where it stands, not by who runs it.
                break;
            }

            switch (_definition.Nodes[parent.Node])
            {
                case ForTask loop when parent.Kind == FrameKind.Loop && Pick(name, loop.Each, loop.At, parent, frame.Slot, out value):
                    return true;
                case ListenTask { Foreach: { } each } when parent.Kind == FrameKind.Listen && Pick(name, each.Item, each.At, parent, frame.Slot, out value):
                    return true;
                case ProtocolCallTask { Subscription.Foreach: { } each } when Pick(name, each.Item, each.At, parent, frame.Slot, out value):
                    return true;
                case TryTask handler when parent.Phase == FramePhase.Handling && name == handler.Catch.As:
                    value = parent.Caught!.ToJson();
                    return true;
            }
        }

        value = default;
        return false;
    }

    private static bool Pick(string name, string item, string at, Frame parent, int slot, out JsonValue value)
    {
        if (name == item && parent.Items.AsArray is { } items && slot < items.Count)
        {
            value = items[slot];
            return true;
        }

        value = slot;
        return name == at;
    }

    private JsonObject Secrets()
    {
        var names = _definition.Secrets;
        var secrets = new JsonObject.Builder(names.Length);
        foreach (var name in names)
        {
            secrets.Set(name, SymbolicText.Secret(name));
        }

        return secrets.Build();
    }

    /// <summary>Within an extension it is about the task that is extended.</summary>
    private JsonObject? ExtendedTask()
    {
        if (ExtensionSteps.Around(_state, _list) is not { } frame)
        {
            return null;
        }

        JsonValue? output = ExtensionSteps.IsBefore(frame) ? default(JsonValue?) : frame.Slots is [var raw] ? raw : frame.Val;
        return Task((TaskNode)_definition.Nodes[frame.Node], frame.Raw, frame.Since, output, showsDefinition: true);
    }

    private static JsonObject Task(TaskNode task, JsonValue raw, DateTimeOffset since, JsonValue? rawOutput, bool showsDefinition)
    {
        var descriptor = new JsonObject.Builder(8);
        if (showsDefinition && task.Definition.AsObject is { } definition)
        {
            // First, so that the descriptor's own names win.
            foreach (var (name, value) in definition)
            {
                descriptor.Set(name, value);
            }
        }

        descriptor
            .Set("name", task.Name)
            .Set("reference", task.Pointer)
            .Set("definition", task.Definition)
            .Set("input", raw)
            .Set("startedAt", Moment(since));
        if (rawOutput is { } output)
        {
            descriptor.Set("output", output);
        }

        return descriptor.Build();
    }

    private JsonObject Workflow() => JsonObject.Of(
        ("id", _state.Id.Text),
        ("definition", _definition.Document),
        ("input", _state.Input),
        ("startedAt", Moment(_state.CreatedAt)));

    private static JsonObject Moment(DateTimeOffset time) => JsonObject.Of(
        ("iso8601", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ("epoch", JsonObject.Of(("seconds", time.ToUnixTimeSeconds()), ("milliseconds", time.ToUnixTimeMilliseconds()))));
}
