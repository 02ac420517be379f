using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Waits, timeouts, and what a suspension does to them.</summary>
public sealed class TimeTests
{
    private readonly Services _services = new();

    [Theory]
    [InlineData("{days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5}", 93784.005)]
    [InlineData("PT0.25S", 0.25)]
    [InlineData("P1DT1H", 90000)]
    [InlineData("P1W", 604800)]
    [InlineData("P1M", 2592000)]
    [InlineData("P1Y", 31536000)]
    [InlineData("\"${ .d }\"", 5)]
    public void A_wait_ends_when_its_time_is_over_and_passes_its_input_on(string duration, double seconds)
    {
        var story = _services.Story($"do: [{{w: {{wait: {duration}}}}}]").Start("""{"d":"PT5S"}""");
        Assert.Equal((InstanceStatus.Waiting, TimeSpan.FromSeconds(seconds)), (story.Status, story.Wake!.Value.Time - story.Now));

        story.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        Assert.Equal(InstanceStatus.Waiting, story.Status);
        story.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("""{"d":"PT5S"}""", story.Output.ToString());
    }

    [Fact]
    public void A_timeout_is_an_error_of_its_task_that_an_enclosing_try_catches()
    {
        var story = _services.Story("do: [{t: {try: [{w: {wait: PT1H, timeout: {after: PT1M}}}], catch: {errors: {with: {type: 'https://serverlessworkflow.io/spec/1.0.0/errors/timeout'}}, do: [{h: {set: \"${ [$error.status, $error.instance] }\"}}]}}}]").Start().RunToEnd();

        Assert.Equal("""[408,"/do/0/t/try/0/w"]""", story.Output.ToString());
        Assert.Equal(TimeSpan.FromMinutes(1), story.Now - story.View.CreatedAt);
    }

    [Fact]
    public void A_try_does_not_catch_its_own_timeout_and_its_retries_count()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{b: {call: bad}}], catch: {retry: {delay: PT40S}}, timeout: {after: PT1M}}}]").Start().RunToEnd();

        Assert.Equal((InstanceStatus.Faulted, 408, "/do/0/t"), (story.Status, story.View.Error!.Status, story.View.Error.Instance));
        Assert.Equal(2, _services.Calls.Count);
    }

    [Fact]
    public void The_timeout_of_the_workflow_cannot_be_caught()
    {
        var story = _services.Story("timeout: {after: PT1M}\ndo: [{t: {try: [{w: {wait: PT1H}}], catch: {}}}]").Start().RunToEnd();

        Assert.Equal((InstanceStatus.Faulted, 408, "/"), (story.Status, story.View.Error!.Status, story.View.Error.Instance));
        Assert.Null(story.Wake);
    }

    [Fact]
    public void A_timeout_may_be_named_and_computed_from_the_raw_input()
    {
        var story = _services.Story("use: {timeouts: {t: {after: \"${ .d }\"}}}\ndo: [{w: {input: {from: \"{}\"}, wait: PT1H, timeout: t}}]").Start("""{"d":"PT7S"}""").RunToEnd();

        Assert.Equal(TimeSpan.FromSeconds(7), story.Now - story.View.CreatedAt);
    }

    [Fact]
    public void A_timeout_gives_up_the_call_that_is_under_way()
    {
        var story = _services.Story("do: [{all: {fork: {branches: [{a: {call: slow}}, {b: {do: [{b1: {call: slow}}]}}]}, timeout: {after: PT1M}}}]");
        story.Holds = _ => true;
        story.Start().Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((InstanceStatus.Faulted, 408), (story.Status, story.View.Error!.Status));
        Assert.Equal(2, story.Abandoned.Count);
        Assert.Empty(story.Release().View.Output.ToString().Replace("null", "", StringComparison.Ordinal));
        Assert.Null(story.Wake);
    }

    [Theory]
    [InlineData("{w: {wait: PT1H, timeout: {after: PT1M}}}")]
    [InlineData("{d: {do: [{w: {wait: PT1H}}], timeout: {after: PT1M}}}")]
    [InlineData("{t: {try: [{w: {wait: PT1H}}], catch: {errors: {with: {status: 1}}}, timeout: {after: PT1M}}}")]
    [InlineData("{f: {fork: {branches: [{w: {wait: PT1H}}]}, timeout: {after: PT1M}}}")]
    [InlineData("{l: {for: {in: '[1]'}, do: [{w: {wait: PT1H}}], timeout: {after: PT1M}}}")]
    public void A_timeout_that_is_seen_late_wins_over_a_wait_that_was_to_end_after_it(string task)
    {
        var story = _services.Story($"do: [{task}]").Start().Advance(TimeSpan.FromHours(5));

        Assert.Equal((InstanceStatus.Faulted, 408), (story.Status, story.View.Error?.Status));
    }

    [Fact]
    [Trait("Decision", "D26")]
    public void Time_spent_suspended_does_not_count_towards_waits_and_timeouts()
    {
        var story = _services.Story("timeout: {after: PT30M}\ndo: [{d: {do: [{w: {wait: PT10M}}], timeout: {after: PT20M}}}]").Start();
        story.Advance(TimeSpan.FromMinutes(4)).Send(new Stimulus.Suspend());
        Assert.Equal(InstanceStatus.Suspended, story.Status);
        Assert.Null(story.Wake);
        story.Advance(TimeSpan.FromDays(3));
        Assert.Equal(InstanceStatus.Suspended, story.Status);

        story.Send(new Stimulus.Resume());

        Assert.Equal(TimeSpan.FromMinutes(6), story.Wake!.Value.Time - story.Now);
        Assert.Equal(InstanceStatus.Completed, story.RunToEnd().Status);
    }

    [Fact]
    public void Nothing_is_stepped_while_suspended_but_results_are_recorded()
    {
        var story = _services.Story("do: [{a: {call: one, with: {x: 1}}}, {b: {call: two}}]");
        story.Holds = request => request.Pointer == "/do/0/a";
        story.Start().Send(new Stimulus.Suspend()).Release();
        Assert.Equal(["one {\"x\":1}"], _services.Calls);
        Assert.Equal(InstanceStatus.Suspended, story.Status);

        story.Crash().Send(new Stimulus.Resume());

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(2, story.Asked.Count);
    }

    [Fact]
    public void Suspending_twice_is_suspending_once_and_what_is_not_suspended_cannot_be_resumed()
    {
        var story = _services.Story("do: [{w: {wait: PT10M}}]").Start();
        Assert.Equal("not-suspended", story.TrySend(new Stimulus.Resume()).Code);
        story.Send(new Stimulus.Suspend()).Advance(TimeSpan.FromHours(1)).Send(new Stimulus.Suspend()).Advance(TimeSpan.FromHours(1)).Send(new Stimulus.Resume());

        Assert.Equal(TimeSpan.FromMinutes(10), story.Wake!.Value.Time - story.Now);
    }

    [Fact]
    public void A_suspended_instance_can_be_cancelled()
    {
        var story = _services.Story("do: [<a>, {w: {wait: PT10M}}]").Start().Send(new Stimulus.Suspend()).Send(new Stimulus.Cancel("away"));

        Assert.Equal((InstanceStatus.Cancelled, CompensationStatus.Completed), (story.Status, story.View.Compensation));
        Assert.Equal("instance-ended", story.TrySend(new Stimulus.Cancel("again")).Code);
        Assert.Equal("instance-ended", story.TrySend(new Stimulus.Suspend()).Code);
    }

    [Fact]
    public void A_wait_of_nothing_needs_no_timer()
    {
        var story = new InstanceStory("document: {dsl: '1.0.3', namespace: test, name: zero, version: '1.0.0'}\ndo:\n  - l: {for: {in: '[range(100)]'}, do: [{w: {wait: PT0S}}]}\n").Start();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Single(story.Commits);
    }
}
