using System.Diagnostics;
using System.Globalization;
using Continuo.Testing.Postgres;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>Three nodes on one database, of which some die or are taken for dead.</summary>
public sealed class NodesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(30);

    [Fact]
    public async Task Of_three_nodes_one_is_stopped_in_a_commit_until_it_is_dead_and_one_is_killed_and_nothing_is_lost_or_done_twice()
    {
        await using var database = await Database.Start();
        await using var run = await TortureRun.Begin(Plan.FromEnvironment(1));
        var wire = database.Wire();
        RestartedServer[] nodes = [run.Server("first", database.Node()), run.Server("killed", database.Node()), run.Server("stopped", database.Node(wire))];
        await nodes[0].Boot();
        await Task.WhenAll(nodes[1].Boot(), nodes[2].Boot());

        await Trial.Hold(
            run,
            new NodeGroup(nodes),
            async () =>
            {
                var began = Stopwatch.GetTimestamp();
                do
                {
                    await Stop(run, nodes[0], nodes[2], wire);
                    await Kill(run, nodes[0], nodes[1]);
                }
                while (Stopwatch.GetElapsedTime(began) < run.Plan.Time);
            },
            output);
    }

    /// <summary>It is stopped when the database has got one half of a commit, and sends the other half when it wakes.</summary>
    private static async Task Stop(TortureRun run, RestartedServer witness, RestartedServer victim, CutWire wire)
    {
        await Settled(witness);
        await run.Lives.Live();
        var name = (await ClusterLook.From(victim)).Node;
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var woken = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = wire.AtNextRequest("continuo writer", async () =>
        {
            await victim.Pause();
            stopped.SetResult();
            return await woken.Task;
        });
        await stopped.Task.WaitAsync(s_patience, TimeProvider.System);
        await TakenOver(run, witness, name, "stopped");

        await victim.Wake();
        woken.SetResult(true);
        await sent;
        var began = Stopwatch.GetTimestamp();
        var (code, _) = await victim.Ended(s_patience);
        run.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"woken, it ended with {code} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        await victim.Boot();
    }

    private static async Task Kill(TortureRun run, RestartedServer witness, RestartedServer victim)
    {
        await Settled(witness);
        await run.Lives.Live();
        var name = (await ClusterLook.From(victim)).Node;
        await victim.Kill();
        await TakenOver(run, witness, name, "killed");
        await victim.Boot();
    }

    private static async Task Settled(RestartedServer witness)
    {
        var began = Stopwatch.GetTimestamp();
        while (!(await ClusterLook.From(witness)).IsSettled(3))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < s_patience, "Three nodes do not come to share the shards.");
            await Task.Delay(s_look, TimeProvider.System);
        }
    }

    private static async Task TakenOver(TortureRun run, RestartedServer witness, string name, string how)
    {
        var began = Stopwatch.GetTimestamp();
        TimeSpan? dead = null;
        while (true)
        {
            var look = await ClusterLook.From(witness);
            var now = Stopwatch.GetElapsedTime(began);
            dead ??= look.Dead.Contains(name) ? now : null;
            if (look.IsSettled(2))
            {
                run.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{how}: dead after {dead?.TotalSeconds:0.0} s, its shards went on after {now.TotalSeconds:0.0} s"));
                return;
            }

            Assert.True(now < s_patience, $"The shards of the node that was {how} do not go on.");
            await Task.Delay(s_look, TimeProvider.System);
        }
    }
}
