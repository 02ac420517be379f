using System.Xml;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>What every kind of task may have beside what it does.</summary>
public sealed class TaskOptions
{
    private readonly JsonObject.Builder _members = new();
    private JsonObject _metadata = JsonObject.Empty;
    private JsonObject _extensions = JsonObject.Empty;

    /// <summary>Runs the task only when this is true of its raw input.</summary>
    public TaskOptions If(Expr condition) => Set("if", condition);

    /// <summary>Shapes the data before the task, and says what they must match.</summary>
    public TaskOptions Input(JsonValue? from = null, JsonValue? schema = null) => Set("input", Shape("from", from, schema));

    /// <summary>Shapes the data after the task, and says what they must match.</summary>
    public TaskOptions Output(JsonValue? @as = null, JsonValue? schema = null) => Set("output", Shape("as", @as, schema));

    /// <summary>What the context becomes: <c>$context + { ... }</c> keeps what is there.</summary>
    public TaskOptions Export(JsonValue @as, JsonValue? schema = null) => Set("export", Shape("as", @as, schema));

    public TaskOptions Timeout(TimeSpan after) => Set("timeout", JsonObject.Of(("after", Duration(after))));

    /// <summary>A timeout of the workflow's <c>use</c>.</summary>
    public TaskOptions Timeout(string name) => Set("timeout", name);

    /// <summary>Where the flow goes then: <c>continue</c>, <c>exit</c>, <c>end</c> or a task of the same list.</summary>
    public TaskOptions Then(string target) => Set("then", target);

    public TaskOptions Metadata(string key, JsonValue value)
    {
        _metadata = _metadata.With(key, value);
        return this;
    }

    /// <summary>Undoes this task, when it has completed and what is around it fails. The list has one task, whose name does not show.</summary>
    public TaskOptions Compensate(Action<TaskListBuilder> undo)
    {
        var tasks = TaskListBuilder.Made(undo);
        if (tasks.Count != 1)
        {
            throw new ArgumentException("A compensation is one task; put several into a Do.", nameof(undo));
        }

        return Extension("compensate", tasks[0].Object.Values[0]);
    }

    /// <summary>Makes the call at most once: one that was interrupted fails instead of being repeated.</summary>
    public TaskOptions Once() => Extension("once", true);

    public TaskOptions IdempotencyKey(JsonValue key) => Extension("idempotencyKey", key);

    /// <summary>Any other extension of Continuo, below <c>metadata.continuo</c>.</summary>
    public TaskOptions Extension(string key, JsonValue value)
    {
        _extensions = _extensions.With(key, value);
        return this;
    }

    internal static JsonValue Shape(string name, JsonValue? template, JsonValue? schema)
    {
        var shape = new JsonObject.Builder(2);
        if (schema is { } document)
        {
            shape.Set("schema", JsonObject.Of(("document", document)));
        }

        if (template is { } value)
        {
            shape.Set(name, value);
        }

        return shape.Build();
    }

    internal static JsonValue Duration(TimeSpan duration) => XmlConvert.ToString(duration);

    internal void AddTo(JsonObject.Builder task)
    {
        foreach (var (key, value) in _members.Build())
        {
            task.Set(key, value);
        }

        var metadata = _extensions.Count == 0 ? _metadata : _metadata.With("continuo", _extensions);
        if (metadata.Count > 0)
        {
            task.Set("metadata", metadata);
        }
    }

    private TaskOptions Set(string key, JsonValue value)
    {
        _members.Set(key, value);
        return this;
    }
}
