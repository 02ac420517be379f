using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.EndToEnd;

/// <summary>What becomes of an instance whose commit the store will never have.</summary>
public sealed class RefusedCommitTests : IAsyncDisposable
{
    private const int MostBytes = 5_000;
    private const string Grow = "  - a:\n      call: small\n  - b:\n      call: big\n  - c:\n      call: small";
    private readonly MemoryJournal _store = new(new MemoryStore(2));
    private readonly List<Node> _nodes = [];
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_whose_commit_is_too_large_is_stuck_and_says_so_while_others_go_on()
    {
        var (node, _) = await Begin(IsTooLarge);
        var started = await Start(node, "grow");

        Assert.Contains("too-large", await UntilStuck(node, started.Id), StringComparison.Ordinal);
        var other = Assert.IsType<CommandResult.Viewed>(await node.RunInstance(new("t", "fine"), null, 1, new(), TimeSpan.FromSeconds(20), _cancellation));
        Assert.Equal(InstanceStatus.Completed, other.Instance.Status);
    }

    [Fact]
    public async Task When_not_even_that_can_be_recorded_the_instance_is_quarantined()
    {
        var (node, journal) = await Begin(action => action is ShardAction.Append { PrevPos: > 0 });
        var started = await Start(node, "grow");

        CommandResult answer;
        do
        {
            answer = await node.Send(started.Id, new Stimulus.Inspect(), _cancellation);
            await Task.Yield();
        }
        while (answer is not CommandResult.Refused { Code: "instance-quarantined" });

        Assert.Contains("too-large", Assert.IsType<CommandResult.Refused>(answer).Why, StringComparison.Ordinal);
        Assert.InRange(journal.Refusals, 2, 4);
        await Start(node, "fine");
    }

    [Fact]
    public async Task A_start_that_is_too_large_is_refused()
    {
        var (node, _) = await Begin(IsTooLarge);

        var answer = await node.StartInstance(new("t", "fine"), null, new string('x', 2 * MostBytes), new(), _cancellation);

        Assert.Equal("too-large", Assert.IsType<CommandResult.Refused>(answer).Code);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _store.DisposeAsync();
    }

    /// <summary>Its call is owed still and made again; when the result of that is too large once more, it is quarantined.</summary>
    private async Task<string> UntilStuck(Node node, InstanceId id)
    {
        while (true)
        {
            switch (await node.Send(id, new Stimulus.Inspect(), _cancellation))
            {
                case CommandResult.Viewed { Instance: { Status: InstanceStatus.Stuck } view }:
                    return view.Incident ?? "";
                case CommandResult.Refused { Code: "instance-quarantined" } refused:
                    return refused.Why;
            }

            await Task.Yield();
        }
    }

    private static bool IsTooLarge(ShardAction action) =>
        action is ShardAction.Append append && append.Facts.Length + (append.Payloads?.New.Sum(payload => payload.Bytes.Length) ?? 0) > MostBytes;

    private async Task<InstanceView> Start(Node node, string workflow) =>
        Assert.IsType<CommandResult.Started>(await node.StartInstance(new("t", workflow), null, 1, new(), _cancellation)).View;

    private async Task<(Node Node, PickyJournal Journal)> Begin(Func<ShardAction, bool> refuses)
    {
        var journal = new PickyJournal(_store, refuses);
        var node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = _store,
            Queries = _store,
            Seed = 1,
            Functions = new FunctionRegistry(new Dictionary<string, Function>
            {
                ["small"] = (_, _) => new(1),
                ["big"] = (_, _) => new(new string('x', 2 * MostBytes)),
            }),
        });
        _nodes.Add(node);
        await node.Start(_cancellation);
        await node.Deploy(new Loaded("1.0.0", "grow", Grow).Definition, _cancellation);
        await node.Deploy(new Loaded("1.0.0", "fine").Definition, _cancellation);
        return (node, journal);
    }
}
