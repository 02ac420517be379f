using System.Collections.Concurrent;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Tests.Api;

/// <summary>Somebody else's server, that events are posted to. At first it fails so many times.</summary>
internal sealed class Hook : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<JsonValue> _taken = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;
    private int _posts;

    private Hook(WebApplication app, int failures) => (_app, _failures) = (app, failures);

    public Uri Address => new($"{_app.Urls.First()}/hook?key=k");

    public ConcurrentQueue<string?> MediaTypes { get; } = new();

    public int Posts => Volatile.Read(ref _posts);

    public static async Task<Hook> Start(int failures)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var hook = new Hook(builder.Build(), failures);
        hook._app.MapPost("/hook", hook.Take);
        await hook._app.StartAsync();
        return hook;
    }

    /// <summary>What was taken, once an event of the type is there.</summary>
    public async Task<List<JsonValue>> Until(string type)
    {
        while (true)
        {
            Task more;
            lock (_taken)
            {
                if (_taken.Exists(told => told["type"].String.Contains(type, StringComparison.Ordinal)))
                {
                    return [.. _taken];
                }

                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Take(HttpRequest request)
    {
        Interlocked.Increment(ref _posts);
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            return Results.StatusCode(503);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        MediaTypes.Enqueue(request.ContentType?.Split(';')[0]);
        lock (_taken)
        {
            _taken.Add(JsonValue.Parse(body.ToArray()));
            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return Results.Ok();
    }
}
