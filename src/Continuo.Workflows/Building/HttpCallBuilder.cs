using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>A call over HTTP.</summary>
public sealed class HttpCallBuilder
{
    private readonly JsonValue _address;
    private readonly JsonObject.Builder _with;
    private JsonObject _headers = JsonObject.Empty;
    private JsonObject _query = JsonObject.Empty;

    internal HttpCallBuilder(string method, string endpoint)
    {
        _address = endpoint;
        _with = new JsonObject.Builder().Set("method", method).Set("endpoint", endpoint);
    }

    public HttpCallBuilder Header(string name, JsonValue value)
    {
        _headers = _headers.With(name, value);
        _with.Set("headers", _headers);
        return this;
    }

    public HttpCallBuilder Query(string name, JsonValue value)
    {
        _query = _query.With(name, value);
        _with.Set("query", _query);
        return this;
    }

    public HttpCallBuilder Body(JsonValue body)
    {
        _with.Set("body", body);
        return this;
    }

    /// <summary>What the result is: <c>content</c> (else), <c>raw</c> or <c>response</c>.</summary>
    public HttpCallBuilder Output(string format)
    {
        _with.Set("output", format);
        return this;
    }

    /// <summary>Follows redirects, and takes their answers for success.</summary>
    public HttpCallBuilder Redirect()
    {
        _with.Set("redirect", true);
        return this;
    }

    /// <summary>How to prove who calls: a policy by its scheme, or <c>{ use: name }</c>.</summary>
    public HttpCallBuilder Authentication(JsonObject policy)
    {
        _with.Set("endpoint", JsonObject.Of(("uri", _address), ("authentication", policy)));
        return this;
    }

    internal JsonObject Build() => _with.Build();
}
