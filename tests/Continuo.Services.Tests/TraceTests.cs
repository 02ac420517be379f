using System.Collections.Concurrent;
using System.Diagnostics;
using Continuo.Workflows.Json;

namespace Continuo.Services.Tests;

public sealed class TraceTests : IAsyncLifetime
{
    private readonly Caller _caller = new(secrets: ("key", "sesame-open"));
    private Callee _callee = null!;

    public async ValueTask InitializeAsync() => _callee = await Callee.Start();

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Fact]
    public async Task All_calls_of_a_run_are_one_trace_and_each_attempt_a_span_of_its_own()
    {
        await _caller.Perform(Caller.Get(_callee.Address), attempt: 1);
        await _caller.Perform(Caller.Get(_callee.Address), attempt: 2);

        var parents = _callee.Seen.Select(r => ActivityContext.Parse(r.Header("traceparent")!, null)).ToArray();
        Assert.All(parents, p => Assert.Equal(Caller.Run.ToString("N"), p.TraceId.ToString()));
        Assert.NotEqual(parents[0].SpanId, parents[1].SpanId);
    }

    [Fact]
    public async Task A_traceparent_of_the_author_wins()
    {
        const string Theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        await _caller.Result(Caller.Get(_callee.Address, ("headers", JsonObject.Of(("traceparent", Theirs)))));

        Assert.Equal(Theirs, _callee.Last.Header("traceparent"));
    }

    [Fact]
    public async Task A_listener_sees_the_call_as_a_client_span_without_secrets()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Continuo.Services",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await _caller.Result(Caller.Get(_callee.Address, ("query", JsonObject.Of(("k", Caller.Secret("key"))))));

        var span = Assert.Single(spans, s => s.Id == _callee.Last.Header("traceparent"));
        Assert.Equal((ActivityKind.Client, Caller.Pointer, 200), (span.Kind, span.GetTagItem("continuo.pointer"), span.GetTagItem("http.response.status_code")));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("sesame", StringComparison.Ordinal) == true);
    }
}
