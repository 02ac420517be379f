using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>A workflow: what it is called and uses, and its tasks.</summary>
public sealed class WorkflowBuilder : TaskBuilder<WorkflowBuilder>
{
    private const string Dsl = "1.0.3";

    private readonly JsonObject.Builder _members = new();
    private JsonObject _document;
    private JsonObject _use = JsonObject.Empty;

    internal WorkflowBuilder(string space, string name, string version) =>
        _document = JsonObject.Of(("dsl", Dsl), ("namespace", space), ("name", name), ("version", version));

    private protected override WorkflowBuilder Self => this;

    public WorkflowBuilder Title(string title) => Document("title", title);

    public WorkflowBuilder Summary(string markdown) => Document("summary", markdown);

    public WorkflowBuilder Tag(string name, string value) => Document("tags", (_document["tags"].AsObject ?? JsonObject.Empty).With(name, value));

    public WorkflowBuilder Metadata(string key, JsonValue value) => Document("metadata", (_document["metadata"].AsObject ?? JsonObject.Empty).With(key, value));

    /// <summary>Shapes the input, and says what it must match.</summary>
    public WorkflowBuilder Input(JsonValue? from = null, JsonValue? schema = null) => Set("input", TaskOptions.Shape("from", from, schema));

    /// <summary>Shapes the output, and says what it must match.</summary>
    public WorkflowBuilder Output(JsonValue? @as = null, JsonValue? schema = null) => Set("output", TaskOptions.Shape("as", @as, schema));

    /// <summary>How long an instance may take.</summary>
    public WorkflowBuilder Timeout(TimeSpan after) => Set("timeout", JsonObject.Of(("after", TaskOptions.Duration(after))));

    /// <summary>Starts an instance again and again.</summary>
    public WorkflowBuilder Every(TimeSpan period) => Set("schedule", JsonObject.Of(("every", TaskOptions.Duration(period))));

    /// <summary>Starts an instance at the times of a CRON expression.</summary>
    public WorkflowBuilder Cron(string expression) => Set("schedule", JsonObject.Of(("cron", expression)));

    /// <summary>What starts instances, as the language writes it.</summary>
    public WorkflowBuilder Schedule(JsonObject schedule) => Set("schedule", schedule);

    /// <summary>Takes every text for an expression, not only those in <c>${ }</c>.</summary>
    public WorkflowBuilder Loose() => Set("evaluate", JsonObject.Of(("mode", "loose")));

    /// <summary>The secrets that expressions may read.</summary>
    public WorkflowBuilder Secrets(params ReadOnlySpan<string> names)
    {
        var secrets = _use["secrets"].AsArray ?? JsonArray.Empty;
        foreach (var name in names)
        {
            secrets = secrets.Append(name);
        }

        _use = _use.With("secrets", secrets);
        return this;
    }

    /// <summary>A retry policy that tries refer to by name.</summary>
    public WorkflowBuilder Retry(string name, RetryOptions policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Use("retries", name, policy.ToValue());
    }

    /// <summary>An error that tasks raise by name.</summary>
    public WorkflowBuilder Error(string name, string type, int status, string? title = null)
    {
        var error = JsonObject.Of(("type", type), ("status", status));
        return Use("errors", name, title is null ? error : error.With("title", title));
    }

    /// <summary>A function that tasks call by name: one task, whose own name does not show.</summary>
    public WorkflowBuilder Function(string name, Action<TaskListBuilder> task)
    {
        var tasks = TaskListBuilder.Made(task);
        return tasks.Count == 1
            ? Use("functions", name, tasks[0].Object.Values[0])
            : throw new ArgumentException("A function is one task; put several into a Do.", nameof(task));
    }

    /// <summary>How calls prove who they are, by name.</summary>
    public WorkflowBuilder Authentication(string name, JsonObject policy) => Use("authentications", name, policy);

    /// <summary>Anything else of <c>use</c>: timeouts, catalogs.</summary>
    public WorkflowBuilder Use(string section, string name, JsonValue value)
    {
        _use = _use.With(section, (_use[section].AsObject ?? JsonObject.Empty).With(name, value));
        return this;
    }

    /// <summary>Runs tasks before or after others.</summary>
    public WorkflowBuilder Extension(string name, JsonObject extension)
    {
        _use = _use.With("extensions", (_use["extensions"].AsArray ?? JsonArray.Empty).Append(JsonObject.Of((name, extension))));
        return this;
    }

    internal WorkflowDocument ToDocument()
    {
        var document = new JsonObject.Builder().Set("document", _document);
        if (_use.Count > 0)
        {
            document.Set("use", _use);
        }

        foreach (var (key, value) in _members.Build())
        {
            document.Set(key, value);
        }

        return new WorkflowDocument(document.Set("do", Tasks).Build());
    }

    private WorkflowBuilder Document(string key, JsonValue value)
    {
        _document = _document.With(key, value);
        return this;
    }

    private WorkflowBuilder Set(string key, JsonValue value)
    {
        _members.Set(key, value);
        return this;
    }
}
