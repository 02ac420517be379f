using System.Text;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing.Shards;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>Large values in a shard: what is written, and what is read again.</summary>
public sealed class PayloadStories
{
    private static readonly string s_filler = new('x', 190);
    private static readonly JsonValue s_megabyte = JsonArray.Own([.. Enumerable.Range(0, 5_000).Select(i => (JsonValue)$"row {i:000000} {s_filler}")]);

    [Theory]
    [InlineData("{call: pass, with: '${ . }'}")]
    [InlineData("{call: pass, with: '${ {all: (.all // .), n: 1} }'}")]
    [InlineData("{set: '${ {all: (.all // .), n: 1} }'}")]
    public void A_megabyte_that_goes_through_fifty_tasks_is_written_once(string task)
    {
        var harness = new ShardHarness { Perform = Answer };
        harness.Start(harness.Deploy(Fifty(task)), "a", s_megabyte);
        harness.Run();

        Assert.Equal(InstanceStatus.Completed, harness.View("a").Status);
        Assert.InRange(harness.Store.BytesWritten, 1_000_000, 1_100_000);
    }

    [Fact]
    public void An_instance_that_leaves_memory_at_each_step_comes_back_with_its_payloads()
    {
        var harness = new ShardHarness(new EngineLimits { CacheBytes = 0 }) { Perform = Answer };
        harness.Start(harness.Deploy(Head + "  - a: {call: pass, with: '${ . }'}\n  - b: {wait: PT1H}\n  - c: {call: pass, with: '${ {again: .} }'}\n  - d: {wait: PT1H}\n"), "a", s_megabyte);
        harness.Pass(TimeSpan.FromHours(3));

        Assert.Equal(JsonObject.Of(("again", s_megabyte)), harness.View("a").Output);
        Assert.InRange(harness.Store.BytesWritten, 1_000_000, 1_100_000);
    }

    [Fact]
    public void A_crash_at_any_point_changes_nothing_and_adds_little()
    {
        const string Workflow = Head + "  - a: {set: '${ {rows: ., n: 1} }'}\n  - b: {call: pass, with: '${ . }'}\n  - c: {set: '${ {rows: (.rows + [1]), n: 2} }'}\n  - d: {call: pass, with: '${ . }'}\n";
        var rows = JsonArray.Own([.. s_megabyte.Array.Take(200)]);
        var calm = new ShardHarness { Perform = Answer };
        calm.Start(calm.Deploy(Workflow), "a", rows);
        calm.Run();
        var expected = calm.View("a").Output;

        for (var move = 1; move <= calm.Moves; move++)
        {
            var harness = new ShardHarness { Perform = Answer };
            harness.Crashes.Enqueue(move);
            harness.Start(harness.Deploy(Workflow), "a", rows);
            harness.Run();

            Assert.Equal(expected, harness.View("a").Output);
            Assert.InRange(harness.Store.BytesWritten, 0, calm.Store.BytesWritten + 1_000);
        }
    }

    [Fact]
    public void New_contents_make_a_snapshot_due_so_that_a_load_stays_small()
    {
        var n = 0;
        var harness = new ShardHarness { Perform = _ => new EffectOutcome.Returned(JsonObject.Of(("n", ++n), ("text", $"{n}{new string('x', 200_000)}"))) };
        harness.Start(harness.Deploy(Fifty("{call: pass}")), "a");
        harness.Run();

        var loaded = harness.Store.Load(new("a"))!;

        Assert.InRange(harness.Store.BytesWritten, 50 * 200_000, 51 * 200_000);
        Assert.InRange(loaded.Payloads.Sum(payload => payload.Bytes.Length), 1, 1_000_000);
    }

    private const string Head = "document: {dsl: '1.0.3', namespace: test, name: payloads, version: '1.0.0'}\ndo:\n";

    private static string Fifty(string task)
    {
        var tasks = new StringBuilder(Head);
        for (var i = 0; i < 50; i++)
        {
            tasks.Append($"  - t{i}: {task}\n");
        }

        return tasks.ToString();
    }

    /// <summary>Answers with the input, parsed anew as from a service.</summary>
    private static EffectOutcome.Returned Answer(EffectRequest request) => new(JsonValue.Parse(request.Arguments["input"].ToString()));
}
