using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>Adds tasks, one after the other. Each has a name that is unique in its list.</summary>
/// <typeparam name="TSelf">What the calls go on with.</typeparam>
public abstract partial class TaskBuilder<TSelf>
{
    private readonly List<JsonValue> _tasks = [];

    private protected TaskBuilder()
    {
    }

    internal JsonArray Tasks => JsonArray.Own([.. _tasks]);

    private protected abstract TSelf Self { get; }

    /// <summary>Makes data: an object, or an expression that gives them.</summary>
    public TSelf Set(string name, JsonValue value, Action<TaskOptions>? options = null) => Add(name, options, ("set", value));

    /// <summary>A list of tasks that has a name of its own.</summary>
    public TSelf Do(string name, Action<TaskListBuilder> tasks, Action<TaskOptions>? options = null) => Add(name, options, ("do", TaskListBuilder.Made(tasks)));

    /// <summary>Calls a function, or in another protocol: <paramref name="function"/> is then openapi, grpc, asyncapi, a2a or mcp, and <paramref name="with"/> holds its arguments.</summary>
    public TSelf Call(string name, string function, JsonObject? with = null, Action<TaskOptions>? options = null) =>
        with is null ? Add(name, options, ("call", function)) : Add(name, options, ("call", function), ("with", with));

    /// <summary>Calls over HTTP.</summary>
    public TSelf CallHttp(string name, string method, string endpoint, Action<HttpCallBuilder>? call = null, Action<TaskOptions>? options = null)
    {
        var http = new HttpCallBuilder(method, endpoint);
        call?.Invoke(http);
        return Add(name, options, ("call", "http"), ("with", http.Build()));
    }

    /// <summary>Publishes an event.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="data">Its payload.</param>
    /// <param name="attributes">Other attributes of it, such as <c>source</c> and <c>subject</c>.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf Emit(string name, JsonValue type, JsonValue? data = null, JsonObject? attributes = null, Action<TaskOptions>? options = null)
    {
        var with = JsonObject.Of(("type", type)).Merge(attributes ?? JsonObject.Empty);
        with = data is { } payload ? with.With("data", payload) : with;
        return Add(name, options, ("emit", JsonObject.Of(("event", JsonObject.Of(("with", with))))));
    }

    /// <summary>Runs tasks for each item of a collection; they see it as <c>$item</c> and its place as <c>$index</c>, unless renamed.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="items">The collection: an expression or a list.</param>
    /// <param name="body">The tasks.</param>
    /// <param name="each">The name of the item's variable.</param>
    /// <param name="at">The name of the index's variable.</param>
    /// <param name="while">Goes on only while this is true.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf For(string name, JsonValue items, Action<TaskListBuilder> body, string? each = null, string? at = null, Expr? @while = null, Action<TaskOptions>? options = null)
    {
        var loop = new JsonObject.Builder(3);
        if (each is not null)
        {
            loop.Set("each", each);
        }

        loop.Set("in", items);
        if (at is not null)
        {
            loop.Set("at", at);
        }

        return @while is { } condition
            ? Add(name, options, ("for", loop.Build()), ("while", condition), ("do", TaskListBuilder.Made(body)))
            : Add(name, options, ("for", loop.Build()), ("do", TaskListBuilder.Made(body)));
    }

    /// <summary>Runs tasks side by side; with <paramref name="compete"/> the first to complete wins.</summary>
    public TSelf Fork(string name, Action<TaskListBuilder> branches, bool compete = false, Action<TaskOptions>? options = null)
    {
        var fork = JsonObject.Of(("branches", TaskListBuilder.Made(branches)));
        return Add(name, options, ("fork", compete ? fork.With("compete", true) : fork));
    }

    /// <summary>Waits for events.</summary>
    public TSelf Listen(string name, Action<ListenBuilder> listen, Action<TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var builder = new ListenBuilder();
        listen(builder);
        return builder.Iterator is { } each ? Add(name, options, ("listen", builder.Build()), ("foreach", each)) : Add(name, options, ("listen", builder.Build()));
    }

    /// <summary>Raises an error.</summary>
    public TSelf Raise(string name, JsonValue type, JsonValue status, JsonValue? title = null, JsonValue? detail = null, Action<TaskOptions>? options = null)
    {
        var error = JsonObject.Of(("type", type), ("status", status));
        error = title is { } what ? error.With("title", what) : error;
        error = detail is { } more ? error.With("detail", more) : error;
        return Add(name, options, ("raise", JsonObject.Of(("error", error))));
    }

    /// <summary>Raises an error of the workflow's <c>use</c>.</summary>
    public TSelf Raise(string name, string error, Action<TaskOptions>? options = null) => Add(name, options, ("raise", JsonObject.Of(("error", error))));

    /// <summary>Runs a <c>shell</c>, <c>script</c> or <c>container</c>.</summary>
    /// <param name="name">The task's name.</param>
    /// <param name="kind">Which.</param>
    /// <param name="process">Its properties, such as <c>command</c>.</param>
    /// <param name="await">Whether its end is awaited.</param>
    /// <param name="return">stdout, stderr, code, all or none.</param>
    /// <param name="options">What every task may have.</param>
    public TSelf Run(string name, string kind, JsonObject process, bool await = true, string? @return = null, Action<TaskOptions>? options = null)
    {
        var run = JsonObject.Of((kind, process));
        run = await ? run : run.With("await", false);
        return Add(name, options, ("run", @return is null ? run : run.With("return", @return)));
    }

    /// <summary>Runs another workflow.</summary>
    public TSelf RunWorkflow(string name, string space, string workflow, string version, JsonValue? input = null, bool await = true, Action<TaskOptions>? options = null)
    {
        var child = JsonObject.Of(("namespace", space), ("name", workflow), ("version", version));
        return Run(name, "workflow", input is { } given ? child.With("input", given) : child, await, null, options);
    }

    /// <summary>Goes where the first case leads that is true.</summary>
    public TSelf Switch(string name, Action<SwitchBuilder> cases, Action<TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var builder = new SwitchBuilder();
        cases(builder);
        return Add(name, options, ("switch", builder.Build()));
    }

    /// <summary>Runs tasks and handles their errors; without <paramref name="catch"/> it handles all of them by going on.</summary>
    public TSelf Try(string name, Action<TaskListBuilder> body, Action<CatchBuilder>? @catch = null, Action<TaskOptions>? options = null)
    {
        var clause = new CatchBuilder();
        @catch?.Invoke(clause);
        return Add(name, options, ("try", TaskListBuilder.Made(body)), ("catch", clause.Build()));
    }

    public TSelf Wait(string name, TimeSpan duration, Action<TaskOptions>? options = null) => Add(name, options, ("wait", TaskOptions.Duration(duration)));

    /// <summary>Waits as long as an expression says.</summary>
    public TSelf Wait(string name, Expr duration, Action<TaskOptions>? options = null) => Add(name, options, ("wait", duration));

    /// <summary>A task as data, for whatever this builder has no word for.</summary>
    public TSelf Task(string name, JsonObject task)
    {
        _tasks.Add(JsonObject.Of((name, task)));
        return Self;
    }

    private TSelf Add(string name, Action<TaskOptions>? options, params ReadOnlySpan<(string Key, JsonValue Value)> parts)
    {
        var task = new JsonObject.Builder(JsonObject.Of(parts));
        if (options is not null)
        {
            var common = new TaskOptions();
            options(common);
            common.AddTo(task);
        }

        return Task(name, task.Build());
    }
}
