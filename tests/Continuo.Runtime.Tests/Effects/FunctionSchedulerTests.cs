using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Effects;

public sealed class FunctionSchedulerTests
{
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Functions_that_block_hold_few_threads_of_the_pool_and_the_rest_waits_its_turn()
    {
        const int Threads = 4;
        var scheduler = new FunctionScheduler(Threads);
        using var gate = new ManualResetEventSlim();
        var (onPool, atOnce, most) = (0, 0, 0);
        ValueTask<JsonValue> Block(JsonValue input, CancellationToken cancellation)
        {
            Interlocked.Add(ref onPool, Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
            var now = Interlocked.Increment(ref atOnce);
            Interlocked.Exchange(ref most, Math.Max(most, now));
            gate.Wait(cancellation);
            Interlocked.Decrement(ref atOnce);
            return new(input);
        }

        var runs = Enumerable.Range(0, 40).Select(i => Task.Run(() => scheduler.Run(Block, i, _cancellation).AsTask(), _cancellation)).ToList();
        while (scheduler.Queued < 40 - Threads - Math.Max(1, Environment.ProcessorCount / 2))
        {
            await Task.Yield();
        }

        gate.Set();
        var results = await Task.WhenAll(runs);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => (double)i), results.Select(result => result.Number));
        Assert.InRange(most, 1, Threads + Math.Max(1, Environment.ProcessorCount / 2));
        Assert.InRange(onPool, 0, Math.Max(1, Environment.ProcessorCount / 2));
    }

    [Fact]
    public async Task What_follows_an_await_runs_on_the_own_threads()
    {
        var scheduler = new FunctionScheduler(2);
        var resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isPool = true;

        var run = scheduler.Run(
            async (input, _) =>
            {
                await resumed.Task;
                isPool = Thread.CurrentThread.IsThreadPoolThread;
                return input;
            },
            7,
            _cancellation);
        resumed.SetResult();

        Assert.Equal(7d, (await run).Number);
        Assert.False(isPool);
    }

    [Fact]
    public async Task What_a_function_throws_comes_through()
    {
        var scheduler = new FunctionScheduler(1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => scheduler.Run((_, _) => throw new InvalidOperationException("no luck"), 1, _cancellation).AsTask());
    }

    [Fact]
    public async Task A_call_that_was_given_up_before_its_turn_is_not_made()
    {
        var scheduler = new FunctionScheduler(1);
        var calls = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scheduler.Run(
            (input, _) =>
            {
                calls++;
                return new(input);
            },
            1,
            new CancellationToken(canceled: true)).AsTask());

        Assert.Equal(0, calls);
    }
}
