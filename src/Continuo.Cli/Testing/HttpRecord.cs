using System.Net.Http;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>A call over HTTP as expectations see it: headers by their names in lower case, and the body, which is data when it is JSON.</summary>
internal static class HttpRecord
{
    public static JsonObject Of(HttpRequestMessage message, string body)
    {
        var headers = new JsonObject.Builder();
        foreach (var (name, values) in message.Headers.NonValidated.Concat(message.Content?.Headers.NonValidated ?? default))
        {
            headers.Set(name.ToLowerInvariant(), string.Join(", ", values));
        }

        return JsonObject.Of(("headers", headers.Build()), ("body", message.Content is null ? JsonValue.Null : Data(body)));
    }

    /// <summary>Of a call that a stub of its task answers without a request.</summary>
    public static JsonObject Of(JsonValue arguments) => JsonObject.Of(("headers", Lower(arguments["headers"].AsObject ?? JsonObject.Empty)), ("body", arguments["body"]));

    public static JsonObject Lower(JsonObject headers)
    {
        var lower = new JsonObject.Builder(headers.Count);
        foreach (var (name, value) in headers)
        {
            lower.Set(name.ToLowerInvariant(), value);
        }

        return lower.Build();
    }

    private static JsonValue Data(string body)
    {
        try
        {
            return JsonValue.Parse(body);
        }
        catch (JsonSyntaxException)
        {
            return body;
        }
    }
}
