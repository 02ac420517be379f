using System.Collections.Immutable;
using System.Text.Json;
using Continuo.Torture.Load;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Torture.Ledger;

/// <summary>The service that workflows call. It applies each idempotency key once and writes down every call; it lives in the test's process, so no kill reaches it.</summary>
internal sealed class LedgerService : IAsyncDisposable
{
    private readonly int _seed;
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<LedgerCall> _calls = [];
    private readonly Dictionary<string, long> _receipts = [];
    private readonly Dictionary<(string Instance, string Step), int> _asked = [];

    private LedgerService(int seed)
    {
        _seed = seed;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/apply", (HttpContext context) => Apply(context, mayFail: false, StatusCodes.Status200OK));
        _app.MapPost("/flaky", (HttpContext context) => Apply(context, mayFail: true, StatusCodes.Status200OK));
        _app.MapPost("/refuse", (HttpContext context) => Apply(context, mayFail: false, StatusCodes.Status409Conflict));
    }

    public string Address => _app.Urls.First();

    /// <summary>Steps with each call, before it is answered.</summary>
    public Tripwire Arrivals { get; } = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    public ImmutableArray<LedgerCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public static async Task<LedgerService> Start(int seed)
    {
        var ledger = new LedgerService(seed);
        await ledger._app.StartAsync();
        return ledger;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Apply(HttpContext context, bool mayFail, int status)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var instance = body.RootElement.GetProperty("instance").GetString()!;
        var step = body.RootElement.GetProperty("step").GetString()!;
        var mood = Mood.Of(_seed, instance, step, Ask(instance, step), mayFail);
        await Task.Delay(mood.Before, TimeProvider.System);
        if (mood.Failure == Failure.Refused)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var receipt = Record(context.Request, instance, step, body.RootElement.GetRawText(), mood.Failure == Failure.None ? $"{status}" : mood.Failure.ToString());
        await Task.Delay(mood.After, TimeProvider.System);
        switch (mood.Failure)
        {
            case Failure.DoneAndDenied:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case Failure.DoneAndSilent:
                context.Abort();
                break;
            default:
                context.Response.StatusCode = status;
                await context.Response.WriteAsJsonAsync(new { instance, step, receipt });
                break;
        }
    }

    private int Ask(string instance, string step)
    {
        lock (_lock)
        {
            return _asked[(instance, step)] = _asked.GetValueOrDefault((instance, step)) + 1;
        }
    }

    private long Record(HttpRequest request, string instance, string step, string body, string answer)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        Arrivals.Step();
        lock (_lock)
        {
            if (!_receipts.TryGetValue(key, out var receipt))
            {
                _receipts[key] = receipt = _receipts.Count + 1;
            }

            _calls.Add(new(receipt, key, request.Headers["Continuo-Attempt"].ToString(), instance, step, body, answer, TimeProvider.System.GetUtcNow()));
            return receipt;
        }
    }
}
