using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Hosting;

/// <summary>One server for the tests of a class, with the workflows and functions that they use.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RunningServer Server { get; private set; } = null!;

    /// <summary>Lets the instances go on that are at <c>call: gate</c>.</summary>
    public void OpenGate() => _gate.TrySetResult();

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.Start(options =>
        {
            options.Functions.Add("double", (input, _) => ValueTask.FromResult<JsonValue>(input.Number * 2));
            options.Functions.Add("gate", async (input, cancellation) =>
            {
                await _gate.Task.WaitAsync(cancellation);
                return input;
            });
            options.Functions.Add("broken", (_, _) => throw new InvalidOperationException("broken on purpose"));
        });
        foreach (var source in TestWorkflows.All)
        {
            Assert.Equal(201, (await Server.Deploy(source)).Status);
        }
    }

    public async ValueTask DisposeAsync()
    {
        OpenGate();
        await Server.DisposeAsync();
    }
}
