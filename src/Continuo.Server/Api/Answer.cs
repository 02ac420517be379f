using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Server.Api;

/// <summary>What an endpoint answers.</summary>
internal sealed record Answer(int Status, JsonValue Body)
{
    public string ContentType { get; init; } = "application/json";

    public string? Location { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Writes a body that has no end yet, in the place of <see cref="Body"/>.</summary>
    public Func<HttpResponse, Task>? Stream { get; init; }

    public static Answer Ok(JsonValue body) => new(StatusCodes.Status200OK, body);

    public static implicit operator Answer(Problem problem) =>
        new(problem.Status, problem.ToJson()) { ContentType = "application/problem+json", RetryAfter = problem.RetryAfter };

    public async Task Write(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (RetryAfter is { } after)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString();
        }

        if (Stream is not null)
        {
            await Stream(response);
            return;
        }

        var bytes = JsonWriter.WriteUtf8(Body);
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted);
    }
}
