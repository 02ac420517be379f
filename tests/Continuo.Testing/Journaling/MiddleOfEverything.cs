using System.Collections.Concurrent;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using Node = Continuo.Runtime.Node;

namespace Continuo.Testing.Journaling;

/// <summary>Instances that are stopped in the middle of everything: waits, listens with events before them, children, retries, sagas, calls that may be made once.</summary>
public static class MiddleOfEverything
{
    public static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private const string Call = "call: http\n      with:\n        method: get\n        endpoint: http://localhost/";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Snapshots early, so that there are some.</summary>
    private static readonly EngineLimits s_limits = new() { CommitsPerSnapshot = 2 };

    private static readonly Dictionary<string, string> s_workflows = new()
    {
        ["done"] = "  - a:\n      set: ${ . + 1 }",
        ["large"] = "  - a:\n      set: '${ [range(5000)] }'\n  - w:\n      wait:\n        hours: 1\n  - b:\n      set: ${ length }",
        ["sleeper"] = "  - w:\n      wait:\n        hours: 1\n  - b:\n      set: awake",
        ["parent"] = "  - r:\n      run:\n        workflow:\n          namespace: t\n          name: sleeper\n          version: latest",
        ["listener"] = $"  - first:\n      {Call}first\n  - l:\n      listen:\n        to:\n          all:\n            - with:\n                type: early\n            - with:\n                type: late",
        ["open"] = "  - l:\n      listen:\n        to:\n          all:\n            - with:\n                type: early\n            - with:\n                type: late",
        ["retry"] = $"  - t:\n      try:\n        - c:\n            {Call.Replace("      ", "            ", StringComparison.Ordinal)}fails\n      catch:\n        errors:\n          with:\n            status: 500\n        retry:\n          delay:\n            hours: 1\n          limit:\n            attempt:\n              count: 3",
        ["saga"] = $"  - reserve:\n      set: reserved\n      metadata:\n        continuo:\n          compensate:\n            set: ${{ \"undone \" + . }}\n            export:\n              as: '$context + {{ undone: [.] }}'\n  - pay:\n      {Call}pay",
        ["once"] = $"  - c:\n      {Call}once\n      metadata:\n        continuo:\n          once: true",
    };

    public static IEnumerable<string> Ids => s_workflows.Keys;

    /// <summary>Runs until each of them is where it waits, and stops there.</summary>
    public static async Task Begin(IJournal journal)
    {
        var calls = new Calls(s => s.EndsWith("fails", StringComparison.Ordinal) ? new EffectOutcome.Failed(new WorkflowError("https://t.test/e", 500, "no", "", "")) : null);
        await using var node = await Open(journal, new FakeTimeProvider(Start), calls);
        foreach (var (name, tasks) in s_workflows)
        {
            var loaded = WorkflowLoader.Load($"document:\n  dsl: 1.0.3\n  namespace: t\n  name: {name}\n  version: 1.0.0\ndo:\n{tasks}\n");
            Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Diagnostics.Select(d => d.Format(name))));
            await node.Deploy(loaded.Definition, default);
        }

        foreach (var name in Ids)
        {
            var started = await node.StartInstance(new("t", name), null, 1, new(new InstanceId(name), [new("kind", name)]), default);
            Assert.IsType<CommandResult.Started>(started);
        }

        await calls.Reached("first", "pay", "once");
        Assert.IsType<CommandResult.Published>(await node.Publish([Event("1", "early")], default));
        await Until(node, view => view.Id.Text switch
        {
            "done" => view.Status == InstanceStatus.Completed,
            "large" or "sleeper" or "retry" or "parent" or "parent/1" => view.Status == InstanceStatus.Waiting,
            _ => true,
        });
    }

    /// <summary>Goes on hours later until all have ended.</summary>
    /// <returns>How each ended, and the keys of the calls that were made.</returns>
    public static async Task<(Dictionary<string, string> Ends, SortedSet<string> Keys)> GoOn(IJournal journal)
    {
        var calls = new Calls(s => s.EndsWith("pay", StringComparison.Ordinal) ? new EffectOutcome.Failed(new WorkflowError("https://t.test/e", 402, "no money", "", "")) : new EffectOutcome.Returned(7));
        var time = new FakeTimeProvider(Start.AddHours(3));
        await using var node = await Open(journal, time, calls);
        Assert.IsType<CommandResult.Published>(await node.Publish([Event("2", "late")], default));

        // One that was there is the same as before, also in another store.
        Assert.IsType<CommandResult.Published>(await node.Publish([Event("1", "early")], default));
        var ends = new Dictionary<string, string>();
        foreach (var id in Ids)
        {
            var view = await End(node, new(id), time);
            Assert.True(view.Status.IsFinal(), $"{id} is {view.Status}: {string.Join(' ', view.Tasks)}");
            ends[id] = $"{view.Status} {view.Compensation} {view.Output} {view.Error}";
        }

        return (ends, calls.Keys);
    }

    /// <summary>The clock goes on while it waits, for a notice that met a busy shard is sent again after a while.</summary>
    private static async Task<InstanceView> End(Node node, InstanceId id, FakeTimeProvider time)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var view = Assert.IsType<CommandResult.Viewed>(await node.Send(id, new Stimulus.Inspect(), default)).Instance;
            if ((view.Status.IsFinal() && view.Compensation != CompensationStatus.Running) || TimeProvider.System.GetElapsedTime(began) > s_patience)
            {
                return view;
            }

            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private static async Task<Node> Open(IJournal journal, TimeProvider time, Calls calls)
    {
        var node = new Node(new NodeOptions { Journal = journal, Definitions = (IDefinitionStore)journal, Queries = (IInstanceQueries)journal, Records = (IRecordStore)journal, Handlers = [calls], Time = time, Limits = s_limits });
        await node.Start(default);
        return node;
    }

    private static async Task Until(Node node, Func<InstanceView, bool> isThere)
    {
        // The child is started beside its parent, and may not be there yet.
        foreach (var id in Ids.Append("parent/1"))
        {
            while (await node.Send(new(id), new Stimulus.Inspect(), default) is not CommandResult.Viewed { Instance: var view } || !isThere(view))
            {
                await Task.Yield();
            }
        }
    }

    private static JsonObject Event(string id, string type) => JsonObject.Of(("specversion", "1.0"), ("id", id), ("source", "https://t.test"), ("type", type), ("data", id));

    private sealed class Calls(Func<string, EffectOutcome?> answer) : IEffectHandler
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = [];

        public EffectKind Kind => EffectKind.Http;

        public SortedSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public Task Reached(params string[] calls) => Task.WhenAll(calls.Select(call => Of(call).Task)).WaitAsync(s_patience, TimeProvider.System);

        public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation)
        {
            lock (Keys)
            {
                Keys.Add(request.Key);
            }

            var address = request.Arguments["uri"].AsString ?? request.Arguments.ToString();
            Of(Name(address)).TrySetResult();
            if (answer(Name(address)) is { } outcome)
            {
                return outcome;
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            throw new OperationCanceledException(cancellation);
        }

        private TaskCompletionSource Of(string call) => _reached.GetOrAdd(call, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

        private static string Name(string address) => new[] { "first", "fails", "pay", "once" }.First(name => address.Contains($"localhost/{name}", StringComparison.Ordinal));
    }
}
