using Continuo.Runtime;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Server.Api;

/// <summary>Whether the process lives and whether it serves, and what it serves.</summary>
internal sealed class HealthRoutes(Node node)
{
    private static readonly JsonObject s_alive = JsonObject.Of(("status", "alive"));

    /// <summary>Open to all: it tells nothing but that the process answers.</summary>
    public static Task Live(HttpContext context) => Answer.Ok(s_alive).Write(context.Response);

    public Task<Answer> Ready(ApiRequest request)
    {
        var (ready, why) = node.Readiness;
        return Task.FromResult(ready
            ? Answer.Ok(JsonObject.Of(("status", "ready"), ("notes", JsonArray.Own([.. node.Notes.Select(note => (JsonValue)note)]))))
            : new Problem(503, "not-ready", "The server does not serve now.", why, "Ask again.") { RetryAfter = TimeSpan.FromSeconds(1) });
    }

    public static async Task<Answer> OpenApi(ApiRequest request)
    {
        var resource = typeof(HealthRoutes).Assembly.GetManifestResourceStream("openapi.json")!;
        await using (resource)
        {
            using var bytes = new MemoryStream();
            await resource.CopyToAsync(bytes, request.Aborted);
            return Answer.Ok(JsonValue.Parse(bytes.ToArray()));
        }
    }

    /// <summary>Answers what a path of the API does not do, with what it does.</summary>
    public static Func<ApiRequest, Task<Answer>> NotAllowed(IEnumerable<string> methods)
    {
        var allowed = string.Join(", ", methods);
        return request =>
        {
            request.Http.HttpContext.Response.Headers.Allow = allowed;
            return Task.FromResult<Answer>(new Problem(
                405,
                "method-not-allowed",
                $"There is no {request.Http.Method} {request.Http.Path}.",
                $"This path takes {allowed}.",
                "GET /openapi.json lists the API."));
        };
    }

    public static Task<Answer> Unknown(ApiRequest request) => Task.FromResult<Answer>(new Problem(
        404,
        "no-such-endpoint",
        $"There is no {request.Http.Method} {request.Http.Path}.",
        "The path or the method is not one of the API.",
        "GET /openapi.json lists the API."));
}
