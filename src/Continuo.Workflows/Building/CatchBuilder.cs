using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>Which errors of a try are handled, and how.</summary>
public sealed class CatchBuilder
{
    private readonly JsonObject.Builder _clause = new();
    private JsonObject _with = JsonObject.Empty;

    internal CatchBuilder()
    {
    }

    /// <summary>Only errors of this type.</summary>
    public CatchBuilder Type(string type) => Filter("type", type);

    /// <summary>Only errors with this status.</summary>
    public CatchBuilder Status(int status) => Filter("status", status);

    /// <summary>Only errors that have this member.</summary>
    public CatchBuilder Filter(string member, JsonValue value)
    {
        _with = _with.With(member, value);
        return Set("errors", JsonObject.Of(("with", _with)));
    }

    /// <summary>The name of the error's variable; <c>error</c> when not given.</summary>
    public CatchBuilder As(string name) => Set("as", name);

    public CatchBuilder When(Expr condition) => Set("when", condition);

    public CatchBuilder ExceptWhen(Expr condition) => Set("exceptWhen", condition);

    /// <summary>A retry policy of the workflow's <c>use</c>.</summary>
    public CatchBuilder Retry(string policy) => Set("retry", policy);

    public CatchBuilder Retry(RetryOptions policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Set("retry", policy.ToValue());
    }

    /// <summary>What is done once no further attempt is made.</summary>
    public CatchBuilder Do(Action<TaskListBuilder> tasks) => Set("do", TaskListBuilder.Made(tasks));

    public CatchBuilder Then(string target) => Set("then", target);

    internal JsonObject Build() => _clause.Build();

    private CatchBuilder Set(string key, JsonValue value)
    {
        _clause.Set(key, value);
        return this;
    }
}
