using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.EndToEnd;

/// <summary>Functions registered as pure run ahead of the journal, and nothing that anybody can see does.</summary>
public sealed class PureFunctionTests
{
    private const string Steps = "  - a:\n      call: compute\n  - b:\n      call: compute\n  - c:\n      call: charge\n  - d:\n      call: compute";

    [Fact]
    public async Task A_pure_function_does_not_wait_for_the_disk_and_what_follows_it_does()
    {
        var computed = new TaskCompletionSource();
        var charged = false;
        var computations = 0;
        var store = new MemoryStore(4);
        var journal = new MemoryJournal(store);
        var held = new HeldJournal(journal);
        await using var node = new Node(new NodeOptions
        {
            Journal = held,
            Definitions = journal,
            Queries = journal,
            Functions = new FunctionRegistry(
            [
                KeyValuePair.Create<string, Function>("compute", (input, _) =>
                {
                    if (Interlocked.Increment(ref computations) == 2)
                    {
                        computed.SetResult();
                    }

                    return new(input.Number + 1);
                }),
                KeyValuePair.Create<string, Function>("charge", (input, _) =>
                {
                    Volatile.Write(ref charged, true);
                    return new(input.Number + 1);
                }),
            ])
            { Pure = ["compute"] },
        });
        await node.Start(CancellationToken.None);
        await node.Deploy(new Loaded("1.0.0", "mixed", Steps).Definition, CancellationToken.None);
        held.Hold();

        var running = node.RunInstance(new("t", "mixed"), null, 1, new(), TimeSpan.FromSeconds(20), CancellationToken.None);
        await computed.Task.WaitAsync(TimeSpan.FromSeconds(20));

        // Both computations came before the first commit was durable.
        Assert.Equal(0, held.Committed);
        Assert.False(Volatile.Read(ref charged));
        Assert.False(running.IsCompleted);
        held.LetGo();

        var view = Assert.IsType<CommandResult.Viewed>(await running).Instance;
        Assert.Equal((InstanceStatus.Completed, 5d), (view.Status, view.Output.Number));
    }
}
