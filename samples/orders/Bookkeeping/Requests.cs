using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Orders.Bookkeeping;

/// <summary>Takes requests that change something: each once, however often it comes.</summary>
internal sealed class Requests(Ledger ledger, TimeSpan delay, TimeProvider time)
{
    private const string KeyHeader = "Idempotency-Key";
    private const string DelayHeader = "Demo-Delay-Ms";

    private static readonly JsonSerializerOptions s_strict = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>A request with a body.</summary>
    public async Task<IResult> Once<T>(HttpContext call, Func<T, long, Decision> decide)
    {
        var body = await ReadBody(call);
        try
        {
            var request = JsonSerializer.Deserialize<T>(body, s_strict) ?? throw new JsonException("The body is null.");
            return await Once(call, body, n => decide(request, n));
        }
        catch (JsonException problem)
        {
            return Results.Problem(problem.Message, statusCode: StatusCodes.Status400BadRequest, title: "Body not understood");
        }
    }

    /// <summary>A request that says everything in its address.</summary>
    public async Task<IResult> Once(HttpContext call, Func<long, Decision> decide) => await Once(call, await ReadBody(call), decide);

    private async Task<IResult> Once(HttpContext call, string body, Func<long, Decision> decide)
    {
        var key = call.Request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
        {
            return Results.Problem($"Send an {KeyHeader}: without one a repeated request would be done twice.", statusCode: StatusCodes.Status400BadRequest, title: "Key missing");
        }

        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.Request.Method} {call.Request.Path}\n{body}")));
        var (status, answer, isNew) = ledger.Once(key, fingerprint, decide);

        // The slow part comes after the work is done and before anybody is told: the worst moment for a caller to be killed.
        if (isNew && DelayOf(call) is { Ticks: > 0 } slow)
        {
            await Task.Delay(slow, time, call.RequestAborted);
        }

        return Results.Text(answer, status < 400 ? "application/json" : "application/problem+json", Encoding.UTF8, status);
    }

    private TimeSpan DelayOf(HttpContext call) =>
        int.TryParse(call.Request.Headers[DelayHeader], out var asked) ? TimeSpan.FromMilliseconds(Math.Clamp(asked, 0, 60_000)) : delay;

    private static async Task<string> ReadBody(HttpContext call)
    {
        using var reader = new StreamReader(call.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(call.RequestAborted);
    }
}
