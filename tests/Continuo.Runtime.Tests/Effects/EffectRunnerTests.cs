using System.Threading.Channels;
using Continuo.Engine;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Continuo.Runtime.Tests.Effects;

public sealed class EffectRunnerTests
{
    private readonly Channel<(EffectToken Token, EffectOutcome Outcome)> _reports = Channel.CreateUnbounded<(EffectToken, EffectOutcome)>();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Effects_beyond_the_limit_queue_until_a_slot_is_free()
    {
        var gate = new TaskCompletionSource<EffectOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new FakeHandler(EffectKind.Http, (_, _) => new(gate.Task));
        var runner = Runner(EngineLimits.Default with { EffectsPerNode = 2 }, handler);

        for (var i = 0; i < 5; i++)
        {
            runner.Start(Token(i), FakeHandler.Request(EffectKind.Http), 0);
        }

        Assert.Equal((2, 3), (runner.InFlight, runner.Queued));
        gate.SetResult(new EffectOutcome.Returned(JsonValue.True));
        for (var i = 0; i < 5; i++)
        {
            await _reports.Reader.ReadAsync();
        }

        Assert.Equal((0, 0), (runner.InFlight, runner.Queued));
    }

    [Fact]
    public async Task What_is_abandoned_in_the_queue_is_never_performed()
    {
        var gate = new TaskCompletionSource<EffectOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var performed = new List<string>();
        var handler = new FakeHandler(EffectKind.Http, (request, _) =>
        {
            performed.Add(request.Arguments.AsString!);
            return new(gate.Task);
        });
        var runner = Runner(EngineLimits.Default with { EffectsPerNode = 1 }, handler);
        foreach (var (i, name) in new[] { "first", "abandoned", "last" }.Index())
        {
            runner.Start(Token(i), FakeHandler.Request(EffectKind.Http, name), 0);
        }

        runner.Abandon(Token(1));
        gate.SetResult(new EffectOutcome.Returned(JsonValue.True));
        await _reports.Reader.ReadAsync();
        await _reports.Reader.ReadAsync();

        Assert.Equal(["first", "last"], performed);
        Assert.Equal((0, 0), (runner.InFlight, runner.Queued));
    }

    [Fact]
    public async Task A_handler_that_throws_is_a_runtime_error_of_the_workflow()
    {
        var runner = Runner(EngineLimits.Default, new FakeHandler(EffectKind.Http, (_, _) => throw new InvalidOperationException("no luck")));

        runner.Start(Token(1), FakeHandler.Request(EffectKind.Http), 0);

        var error = Assert.IsType<EffectOutcome.Failed>((await _reports.Reader.ReadAsync()).Outcome).Error;
        Assert.Equal((500, "System.InvalidOperationException: no luck"), (error.Status, error.Detail));
    }

    [Fact]
    public async Task A_long_poll_that_has_begun_holds_no_slot_and_is_abandoned_all_the_same()
    {
        var handler = new PollingHandler();
        var runner = Runner(EngineLimits.Default with { EffectsPerNode = 1 }, handler);
        runner.Start(Token(1), FakeHandler.Request(EffectKind.AsyncApi), 0);
        runner.Start(Token(2), FakeHandler.Request(EffectKind.AsyncApi), 0);

        var begun = new[] { await _reports.Reader.ReadAsync(), await _reports.Reader.ReadAsync() };
        runner.Abandon(Token(1));
        await handler.Cancelled.Task;

        Assert.All(begun, report => Assert.IsType<EffectOutcome.Begun>(report.Outcome));
        Assert.Equal((0, 0), (runner.InFlight, runner.Queued));
    }

    private sealed class PollingHandler : ILongPollHandler
    {
        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EffectKind Kind => EffectKind.AsyncApi;

        public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) => Perform(request, token, () => { }, cancellation);

        public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, Action begun, CancellationToken cancellation)
        {
            begun();
            await using var registration = cancellation.Register(() => Cancelled.TrySetResult());
            await Cancelled.Task;
            return new EffectOutcome.Returned(JsonValue.Null);
        }

        public void Ended(Engine.Instances.InstanceId instance)
        {
        }
    }

    [Fact]
    public async Task An_abandoned_effect_is_cancelled_frees_its_slot_and_reports_nothing()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new FakeHandler(EffectKind.Http, async (request, cancellation) =>
        {
            if (request.Arguments.IsNull)
            {
                await using var registration = cancellation.Register(cancelled.SetResult);
                await cancelled.Task;
            }

            return new EffectOutcome.Returned(JsonValue.Null);
        });
        var runner = Runner(EngineLimits.Default with { EffectsPerNode = 1 }, handler);

        runner.Start(Token(1), FakeHandler.Request(EffectKind.Http), 0);
        runner.Start(Token(2), FakeHandler.Request(EffectKind.Http, JsonValue.True), 0);
        while (handler.Calls == 0)
        {
            await Task.Yield();
        }

        runner.Abandon(Token(1));
        await cancelled.Task;

        Assert.Equal(Token(2), (await _reports.Reader.ReadAsync()).Token);
    }

    [Fact]
    public async Task A_result_above_the_limit_is_an_error_that_names_it()
    {
        var handler = new FakeHandler(EffectKind.Http, (_, _) => new(new EffectOutcome.Returned(new string('x', 2_000))));
        var runner = Runner(EngineLimits.Default with { ValueBytes = 1_000 }, handler);

        runner.Start(Token(1), FakeHandler.Request(EffectKind.Http), 0);

        var error = Assert.IsType<EffectOutcome.Failed>((await _reports.Reader.ReadAsync()).Outcome).Error;
        Assert.Contains("ValueBytes", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_does_not_end_an_effect_and_being_abandoned_cancels_it()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = new FakeHandler(EffectKind.Http, async (_, cancellation) =>
        {
            await using var registration = cancellation.Register(cancelled.SetResult);
            begun.SetResult();
            await cancelled.Task;
            return new EffectOutcome.Returned(JsonValue.Null);
        });
        var runner = Runner(EngineLimits.Default, handler);
        runner.Start(Token(1), FakeHandler.Request(EffectKind.Http) with { Deadline = _time.GetUtcNow().AddSeconds(5) }, 0);
        await begun.Task;

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_reports.Reader.TryRead(out _));
        runner.Abandon(Token(1));

        await cancelled.Task;
        Assert.Equal(0, runner.InFlight);
        Assert.False(_reports.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_kind_that_nobody_performs_is_a_configuration_error()
    {
        var runner = Runner(EngineLimits.Default);

        runner.Start(Token(1), FakeHandler.Request(EffectKind.Http), 0);

        Assert.Equal(400, Assert.IsType<EffectOutcome.Failed>((await _reports.Reader.ReadAsync()).Outcome).Error.Status);
    }

    private static EffectToken Token(int effect) => new(new("a"), effect, 1, 1);

    private EffectRunner Runner(EngineLimits limits, params IEffectHandler[] handlers) => new(handlers, limits, _time, NullLogger<EffectRunner>.Instance)
    {
        Report = (_, token, outcome) => _reports.Writer.TryWrite((token, outcome)),
    };
}
