using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Hosting;

public sealed class RestartTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("continuo-restart-").FullName;

    public void Dispose() => Directory.Delete(_data, true);

    [Fact]
    public async Task What_was_in_flight_goes_on_after_a_restart_with_the_same_definition()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var first = await RunningServer.Start(
            options =>
            {
                options.DrainPatience = TimeSpan.Zero;
                options.Functions.Add("gate", async (_, cancellation) =>
                {
                    reached.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                    return JsonValue.Null;
                });
            },
            _data))
        {
            await first.Deploy(TestWorkflows.Gated);
            await first.Post("api/v1/workflows/tests/gated/instances?id=held");
            await reached.Task;
            await first.Stop();
        }

        await using var second = await RunningServer.Start(options => options.Functions.Add("gate", (input, _) => ValueTask.FromResult(input)), _data);
        var instance = await second.Get("api/v1/instances/held?wait=PT20S");

        Assert.Equal("completed", instance.Body["status"].AsString);
        Assert.Equal("through", instance.Body["output"]["went"].AsString);
    }

    [Fact]
    public async Task A_wait_is_answered_when_the_server_ends()
    {
        await using var server = await RunningServer.Start(data: _data);
        await server.Deploy(TestWorkflows.Listening);
        await server.Post("api/v1/workflows/tests/listening/instances?id=cut");
        var waiting = server.Get("api/v1/instances/cut?wait=PT1H");
        await server.Get("api/v1/instances/cut");

        await server.Stop();

        // Either the wait was taken and is told that the instance has not ended, or it came too late and found nobody.
        try
        {
            Assert.Equal(202, (await waiting).Status);
        }
        catch (HttpRequestException)
        {
        }
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused_in_words()
    {
        await using var first = await RunningServer.Start(data: _data);

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => RunningServer.Start(data: _data));

        Assert.Contains(_data, refused.Message, StringComparison.Ordinal);
    }
}
