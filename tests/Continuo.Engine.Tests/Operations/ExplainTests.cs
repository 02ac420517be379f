using Continuo.Engine.Events;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Tests.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Operations;

/// <summary>Why an instance does not go on: the cause, what shows it, and what to type.</summary>
public sealed class ExplainTests
{
    private readonly Services _services = new();

    [Fact]
    public void A_timer_says_which_task_and_until_when()
    {
        var story = _services.Story("do: [{pause: {wait: PT1H}}]").Start();

        var hold = Assert.Single(story.Explain().Holds);

        Assert.Equal(("timer", "/do/0/pause"), (hold.Cause, hold.Pointer));
        Assert.Equal(story.Now + TimeSpan.FromHours(1), hold.Due);
        Assert.Equal(2, hold.Position!.Value.Line);
    }

    [Fact]
    public void A_listener_shows_its_filters_as_they_came_out_and_what_came_near()
    {
        var story = _services.Story("do: [{l: {listen: {to: {one: {with: {type: paid}, correlate: {order: {from: .data.order, expect: \"${ .order }\"}}}}}}}]").Start("""{"order":"o-7"}""");

        var hold = Assert.Single(story.Explain(new StoredEvent(1, JsonValue.Parse("""{"id":"e","source":"/s","type":"paid","data":{"order":"o-8"}}"""), story.Now)).Holds);

        Assert.Equal("event", hold.Cause);
        Assert.Equal("\"o-7\"", hold.Evidence["filters"].Array[0]["correlate"]["order"]["expect"].ToString());
        Assert.Equal("correlation 'order' is \"o-8\", expected \"o-7\"", hold.Evidence["nearMisses"].Array[0]["why"].AsString);
        Assert.StartsWith("continuo event publish '{\"specversion\"", Assert.Single(hold.Next), StringComparison.Ordinal);
    }

    [Fact]
    public void A_delay_before_a_retry_shows_the_attempts_the_last_error_and_when_it_goes_on()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{b: {call: bad}}], catch: {retry: {delay: PT1M, limit: {attempt: {count: 5}}}}}}]").Start();

        var hold = Assert.Single(story.Explain().Holds);

        Assert.Equal("retry-delay", hold.Cause);
        Assert.Equal(story.Now + TimeSpan.FromMinutes(1), hold.Due);
        Assert.Equal("2", hold.Evidence["attempt"].ToString());
        Assert.Equal("503", hold.Evidence["lastError"]["status"].ToString());
    }

    [Fact]
    public void A_child_is_named_with_the_command_that_explains_it()
    {
        var story = _services.Story("do: [{c: {run: {workflow: {namespace: n, name: m, version: '1.0.0'}}}}]").Start();

        var explanation = story.Explain();

        Assert.Equal("story/1", Assert.Single(explanation.Children).Text);
        Assert.Equal("child", Assert.Single(explanation.Holds).Cause);
        Assert.Equal("continuo instance explain story/1", explanation.Holds[0].Next[0]);
    }

    [Fact]
    public void A_call_that_has_not_answered_shows_its_target()
    {
        var story = _services.Story("do: [{a: {call: slow, timeout: {after: PT1H}}}]");
        story.Holds = _ => true;
        story.Start();

        var hold = Assert.Single(story.Explain().Holds);

        Assert.Equal("effect-queued", hold.Cause);
        Assert.Equal("slow", hold.Evidence["target"].AsString);
        Assert.Equal(story.Now + TimeSpan.FromHours(1), hold.Due);
    }

    [Fact]
    public void A_fault_shows_its_task_its_place_in_the_source_and_the_input_that_failed()
    {
        var story = _services.Fail("bad").Story("do:\n  - a: {set: {x: 1}}\n  - b: {call: bad}").Start();

        var hold = Assert.Single(story.Explain().Holds);

        Assert.Equal(("faulted", "/do/1/b", 4), (hold.Cause, hold.Pointer, hold.Position!.Value.Line));
        Assert.Equal("""{"x":1}""", hold.Evidence["input"].ToString());
        Assert.Contains("continuo instance retry story", hold.Next);
    }

    [Fact]
    public void A_suspended_instance_says_why_and_since_when()
    {
        var story = _services.Story("do: [{pause: {wait: PT1H}}]").Start().Send(new Stimulus.Suspend("night shift"));

        var hold = story.Explain().Holds[0];

        Assert.Equal(("suspended", "It was suspended: night shift", story.Now), (hold.Cause, hold.Why, hold.Since));
        Assert.Equal("continuo instance resume story", Assert.Single(hold.Next));
    }

    [Fact]
    public void A_compensation_that_failed_lists_what_is_left()
    {
        var story = _services.Fail("bad").Fail("undo").Story("do: [<a>, {b: {call: bad}}]").Start("{}").RunToEnd();

        var hold = story.Explain().Holds[0];

        Assert.Equal("compensation-failed", hold.Cause);
        Assert.Equal("""["/do/0/a"]""", hold.Evidence["left"].ToString());
    }

    [Fact]
    public void An_ended_child_that_still_has_to_tell_its_parent_says_so()
    {
        var story = _services.Story("do: [{a: {set: {x: 1}}}]");
        story.Holds = _ => true;
        story.Start("null", new ParentLink(new("boss"), 1));

        Assert.Contains(story.Explain().Holds, hold => hold.Cause == "effect-owed" && hold.Why.Contains("'boss'", StringComparison.Ordinal));
    }
}
