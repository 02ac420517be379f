using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Continuo.Services.Tests;

/// <summary>A request as a callee saw it.</summary>
public sealed record SeenRequest(string Method, string PathAndQuery, IHeaderDictionary Headers, string Body)
{
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}

/// <summary>A real service on a port of its own that answers what a test wants and remembers what it was asked.</summary>
public sealed class Callee : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private Callee(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var headers = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            _seen.Enqueue(new SeenRequest(context.Request.Method, context.Request.GetEncodedPathAndQuery(), headers, await reader.ReadToEndAsync()));
            await answer(context);
        });
    }

    public string Address => _app.Urls.Single();

    public IReadOnlyCollection<SeenRequest> Seen => _seen;

    public SeenRequest Last => _seen.Last();

    public static async Task<Callee> Start(RequestDelegate? answer = null)
    {
        var callee = new Callee(answer ?? (_ => Task.CompletedTask));
        await callee._app.StartAsync();
        return callee;
    }

    /// <summary>A callee that always gives this answer.</summary>
    public static Task<Callee> Answering(byte[] body, string? contentType, int status = 200) => Start(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.Body.WriteAsync(body).AsTask();
    });

    public static Task<Callee> Answering(string body, string? contentType, int status = 200) => Answering(Encoding.UTF8.GetBytes(body), contentType, status);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
