using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>What calls in every protocol may have beside their arguments.</summary>
public sealed class CallBuilder
{
    private JsonObject _with;

    private CallBuilder(JsonObject with) => _with = with;

    /// <summary>How to prove who calls: a policy by its scheme, or <c>{ use: name }</c>. It goes where the protocol has its place.</summary>
    public CallBuilder Authentication(JsonObject policy)
    {
        _with = _with["service"].IsObject ? In(_with, policy, "service", "authentication")
            : _with["transport"].IsObject ? In(_with, Secured(_with["transport"]["http"]["endpoint"], policy), "transport", "http", "endpoint")
            : _with["server"].IsString ? _with.With("server", Secured(_with["server"], policy))
            : _with.With("authentication", policy);
        return this;
    }

    /// <summary>Any other property of the call, as the language names it, such as <c>output</c> or <c>protocol</c>.</summary>
    public CallBuilder With(string property, JsonValue value)
    {
        _with = _with.With(property, value);
        return this;
    }

    internal static CallBuilder Of(params ReadOnlySpan<(string Name, JsonValue Value)> with) => new(JsonObject.Of(with));

    internal static JsonObject Document(string address) => JsonObject.Of(("endpoint", address));

    internal CallBuilder Optionally(string property, JsonValue? value) => value is { } given ? With(property, given) : this;

    internal JsonObject Build() => _with;

    private static JsonObject Secured(JsonValue address, JsonObject policy) => JsonObject.Of(("uri", address), ("authentication", policy));

    private static JsonObject In(JsonObject whole, JsonValue value, params ReadOnlySpan<string> path) =>
        whole.With(path[0], path.Length == 1 ? value : In(whole[path[0]].AsObject ?? JsonObject.Empty, value, path[1..]));
}
