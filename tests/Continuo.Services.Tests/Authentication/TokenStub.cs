using System.Collections.Concurrent;
using System.Text;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Services.Tests.Authentication;

/// <summary>An authority that answers what a test wants, and a service that takes its newest token.</summary>
public sealed class TokenStub : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Body, string? Authorization)> _asked = new();
    private Callee _callee = null!;
    private int _issued;

    /// <summary>Answers a request for a token, by how many were issued before.</summary>
    public Func<int, JsonValue> Token { get; set; } = n => JsonObject.Of(("access_token", $"token-{n}"), ("token_type", "bearer"), ("expires_in", 3600));

    public int TokenStatus { get; set; } = 200;

    public int DiscoveryStatus { get; set; } = 404;

    /// <summary>Whether the service takes a token.</summary>
    public Func<string, bool> Takes { get; set; } = _ => true;

    public string Address => _callee.Address;

    /// <summary>What the token endpoint was sent.</summary>
    public IReadOnlyList<string> Forms => [.. _asked.Where(a => a.Path.EndsWith("/token", StringComparison.Ordinal)).Select(a => a.Body)];

    public IReadOnlyList<string?> ServiceTokens => [.. _asked.Where(a => a.Path == "/service").Select(a => a.Authorization)];

    public Callee Callee => _callee;

    public static async Task<TokenStub> Start()
    {
        var stub = new TokenStub();
        stub._callee = await Callee.Start(stub.Answer);
        return stub;
    }

    public ValueTask DisposeAsync() => _callee.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var seen = _callee.Seen.Last(s => s.PathAndQuery == context.Request.Path + context.Request.QueryString);
        var path = context.Request.Path.Value!;
        _asked.Enqueue((path, seen.Body, seen.Header("Authorization")));
        if (path.EndsWith("/token", StringComparison.Ordinal))
        {
            context.Response.StatusCode = TokenStatus;
            await Write(context, Token(Interlocked.Increment(ref _issued)));
        }
        else if (path.Contains("/.well-known/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = DiscoveryStatus;
            await Write(context, JsonObject.Of(("issuer", Address), ("token_endpoint", $"{Address}/found/token")));
        }
        else
        {
            var token = seen.Header("Authorization")?.Split(' ')[^1] ?? "";
            context.Response.StatusCode = Takes(token) ? 200 : 401;
            await Write(context, JsonObject.Of(("echo", seen.Header("Authorization") ?? "")));
        }
    }

    private static Task Write(HttpContext context, JsonValue answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.ToString())).AsTask();
    }
}
