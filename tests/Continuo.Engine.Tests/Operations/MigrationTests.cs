using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Migrations;
using Continuo.Engine.Tests.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Operations;

/// <summary>An instance goes on in another version of its workflow, where that is safe.</summary>
public sealed class MigrationTests
{
    private readonly Services _services = new();

    [Fact]
    public void A_waiting_instance_goes_on_at_the_same_task_of_the_new_version_and_does_what_is_new_after_it()
    {
        var story = _services.Story("do: [{a: {call: first, with: {x: 1}}}, {pause: {wait: PT1H}}, {c: {call: last}}]").Start();

        var plan = story.Migrate(New("do: [{a: {call: first, with: {x: 1}}}, {added: {call: never}}, {pause: {wait: PT1H}}, {b: {call: between}}, {c: {call: last}}]"));
        story.RunToEnd();

        Assert.Equal((MigrationVerdict.Safe, true), (plan.Verdict, plan.IsDone));
        Assert.Equal([new("/do/1/pause", "/do/2/pause")], plan.Moves);
        Assert.Equal("2.0.0", story.View.Version);
        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(["first {\"x\":1}", "between {\"x\":1}", "last {\"x\":1}"], _services.Calls);
    }

    [Fact]
    public void A_faulted_instance_migrates_and_its_retry_has_the_key_that_the_call_had()
    {
        var story = _services.Fail("bad").Story("do: [{a: {call: first, with: {x: 1}}}, {b: {call: bad}}]").Start();
        Assert.Equal(InstanceStatus.Faulted, story.Status);

        _services.Mend("bad");
        Assert.True(story.Migrate(New("do: [{z: {set: {y: 1}}}, {a: {call: first, with: {x: 1}}}, {b: {call: bad}}]")).IsDone);
        story.Send(new Stimulus.Retry(null));

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Single(story.Asked.Where(request => request.Arguments["name"].String == "bad").Select(request => request.Key).Distinct());
    }

    [Fact]
    public void A_body_that_is_tried_again_after_the_migration_keeps_the_keys_of_its_completed_calls()
    {
        const string Body = "{t: {try: [{a: {call: first, with: {x: 1}}}, {b: {call: bad}}], catch: {retry: {delay: PT1M, limit: {attempt: {count: 3}}}}}}";
        var story = _services.Fail("bad", times: 1).Story($"do: [{Body}]").Start();

        Assert.True(story.Migrate(New($"do: [{{z: {{set: {{y: 1}}}}}}, {Body}]")).IsDone);
        story.RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(2, story.Asked.Select(request => request.Key).Distinct().Count());
    }

    [Fact]
    public void A_task_that_is_gone_needs_a_map_which_names_its_heir()
    {
        var story = _services.Story("do: [{pause: {wait: PT1H}}, {c: {call: last, with: {x: 1}}}]").Start();
        const string Renamed = "do: [{rest: {wait: PT2H}}, {c: {call: last, with: {x: 1}}}]";

        var refused = story.Migrate(New(Renamed));
        var done = story.Migrate(New(Renamed), map: ("pause", "rest"));
        story.Advance(TimeSpan.FromHours(1));

        Assert.Equal(MigrationVerdict.NeedsMap, refused.Verdict);
        Assert.Contains(refused.Findings, finding => finding is { Pointer: "/do/0/pause", Verdict: MigrationVerdict.NeedsMap });
        Assert.True(done.IsDone);
        Assert.Equal(InstanceStatus.Completed, story.Status);
    }

    [Theory]
    [InlineData("{a: {wait: PT1H}}", "{a: {call: other}}", "another kind")]
    [InlineData("{a: {listen: {to: {one: {with: {type: x}}}}}}", "{a: {listen: {to: {one: {with: {type: y}}}}}}", "listens to something else")]
    [InlineData("{a: {fork: {branches: [{b: {wait: PT1H}}, {c: {wait: PT1H}}]}}}", "{a: {fork: {branches: [{c: {wait: PT1H}}, {b: {wait: PT1H}}]}}}", "branches")]
    [InlineData("{a: {run: {workflow: {namespace: n, name: m, version: '1.0.0'}}}}", "{a: {run: {workflow: {namespace: n, name: other, version: '1.0.0'}}}}", "child")]
    [InlineData("<u>}, {a: {wait: PT1H}", "{u: {call: do, with: {task: u}}}, {a: {wait: PT1H}}", "undo")]
    public void What_does_not_fit_is_unsafe_and_changes_nothing(string before, string after, string why)
    {
        var story = _services.Story($"do: [{before.Replace("<u>}", "<u>", StringComparison.Ordinal)}{(before.StartsWith('<') ? "}" : "")}]").Start("{}");
        var commits = story.Commits.Count;

        var plan = story.Migrate(New($"do: [{after}]"));

        Assert.Equal((MigrationVerdict.Unsafe, false), (plan.Verdict, plan.IsDone));
        Assert.Contains(why, string.Join('\n', plan.Findings.Select(finding => $"{finding.Pointer} {finding.Why}")), StringComparison.Ordinal);
        Assert.Equal(commits, story.Commits.Count);
    }

    [Fact]
    public void A_preview_changes_nothing()
    {
        var story = _services.Story("do: [{pause: {wait: PT1H}}]").Start();

        var plan = story.Migrate(New("do: [{pause: {wait: PT1H}}, {c: {call: last}}]"), isPreview: true);

        Assert.Equal((MigrationVerdict.Safe, false), (plan.Verdict, plan.IsDone));
        Assert.Equal("1.0.0", story.View.Version);
    }

    [Fact]
    public void What_has_migrated_goes_back_while_the_version_before_can_still_take_it()
    {
        const string Before = "document: {dsl: '1.0.3', namespace: test, name: story, version: '1.0.0'}\ndo: [{pause: {wait: PT1H}}, {c: {call: last, with: {x: 1}}}]";
        var story = _services.Story("do: [{pause: {wait: PT1H}}, {c: {call: last, with: {x: 1}}}]").Start();
        story.Migrate(New("do: [{z: {set: {y: 1}}}, {rest: {wait: PT1H}}, {d: {wait: PT9H}}, {c: {call: other}}]"), map: ("pause", "rest"));
        story.Advance(TimeSpan.FromHours(1));

        var plan = story.Migrate(Before, isUndo: true);

        Assert.Equal((MigrationVerdict.NeedsMap, false), (plan.Verdict, plan.IsDone));

        var second = _services.Story("do: [{pause: {wait: PT1H}}, {c: {call: last, with: {x: 1}}}]").Start();
        second.Migrate(New("do: [{z: {set: {y: 1}}}, {rest: {wait: PT1H}}, {c: {call: other}}]"), map: ("pause", "rest"));
        Assert.True(second.Migrate(Before, isUndo: true).IsDone);
        second.RunToEnd();
        Assert.Equal("1.0.0", second.View.Version);
        Assert.Equal("last {\"x\":1}", _services.Calls[^1]);
        Assert.Equal(MigrationVerdict.Nothing, second.Migrate(Before, isUndo: true).Verdict);
    }

    [Fact]
    public void Children_of_functions_and_extensions_keep_their_paths()
    {
        const string Use = "use: {functions: {f: {do: [{one: {call: first, with: {x: 1}}}, {two: {call: bad}}]}}, extensions: [{e: {extend: call, before: [{log: {call: logged, with: {x: 1}}}]}}]}\n";
        var story = _services.Fail("bad", times: 1).Story(Use + "do: [{t: {try: [{f1: {call: f}}], catch: {retry: {delay: PT1M, limit: {attempt: {count: 3}}}}}}]").Start();

        var plan = story.Migrate(New(Use + "do: [{z: {set: {y: 1}}}, {t: {try: [{f1: {call: f}}], catch: {retry: {delay: PT1M, limit: {attempt: {count: 3}}}}}}]"));
        Assert.True(plan.IsDone, string.Join('\n', plan.Findings));
        story.RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(story.Applied.Count, story.Asked.Where(request => request.Attempt == 2).Select(request => request.Key).Distinct().Count());
    }

    [Fact]
    public void A_crash_at_any_point_changes_nothing()
    {
        var (expected, points) = Play([]);

        Assert.Contains("2.0.0 completed", expected, StringComparison.Ordinal);
        for (var first = 1; first <= points; first++)
        {
            for (var second = first; second <= points + 2; second++)
            {
                Assert.Equal(expected, Play(first == second ? [first] : [first, second]).Told);
            }
        }
    }

    private static (string Told, int Points) Play(int[] crashes)
    {
        const string Body = "{t: {try: [{a: {call: first, with: {x: 1}}}, {p: {wait: PT1M}}, {b: {call: second}}], catch: {}, metadata: {continuo: {compensate: {call: undo, with: {u: 1}}}}}}";
        var story = new Continuo.Testing.InstanceStory(
            "document: {dsl: '1.0.3', namespace: test, name: story, version: '1.0.0'}\ndo: [" + Body + ", {c: {call: last}}]",
            request => new EffectOutcome.Returned(request.Arguments["input"]),
            crashes).Start("""{"n":1}""");
        story.Migrate(New($"do: [{{z: {{set: {{y: 1}}}}}}, {Body}, {{n: {{call: new}}}}, {{c: {{call: last}}}}]"));
        story.RunToEnd();
        return ($"{story.View.Version} {story.Status.Word()} {story.Output}\n{string.Join('\n', story.Keys.Order(StringComparer.Ordinal))}", story.Points);
    }

    private static string New(string body) => "document: {dsl: '1.0.3', namespace: test, name: story, version: '2.0.0'}\n" + body;
}
