using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Retries of a try: when, how often, after how long.</summary>
public sealed class RetryTests
{
    private readonly Services _services = new();

    /// <summary>The delays, in seconds, until the instance has ended.</summary>
    private double[] Delays(string policy, string input = "null")
    {
        var story = _services.Story($"do: [{{t: {{try: [{{b: {{call: bad}}}}], catch: {{retry: {policy}}}}}}}]").Start(input);
        var delays = new List<double>();
        while (story.Wake is { } wake && delays.Count < 10)
        {
            delays.Add((wake.Time - story.Now).TotalSeconds);
            story.Advance(wake.Time - story.Now);
        }

        return [.. delays];
    }

    [Theory]
    [InlineData("{delay: PT3S, backoff: {constant: {}}, limit: {attempt: {count: 3}}}", new[] { 3.0, 3, 3 })]
    [InlineData("{delay: PT3S, limit: {attempt: {count: 2}}}", new[] { 3.0, 3 })]
    [InlineData("{delay: PT3S, backoff: {linear: {}}, limit: {attempt: {count: 4}}}", new[] { 3.0, 6, 9, 12 })]
    [InlineData("{delay: PT3S, backoff: {exponential: {}}, limit: {attempt: {count: 4}}}", new[] { 3.0, 6, 12, 24 })]
    [InlineData("{delay: PT0.25S, backoff: {exponential: {}}, limit: {attempt: {count: 3}}}", new[] { 0.25, 0.5, 1 })]
    [InlineData("{delay: PT10S, limit: {duration: PT35S}}", new[] { 10.0, 10, 10 })]
    public void Delays_are_exact(string policy, double[] expected)
    {
        _services.Fail("bad");

        Assert.Equal(expected, Delays(policy));
        Assert.Equal(expected.Length + 1, _services.Calls.Count);
    }

    [Fact]
    public void Without_a_delay_it_is_retried_at_once()
    {
        _services.Fail("bad");

        Assert.Empty(Delays("{backoff: {exponential: {}}, limit: {attempt: {count: 2}}}"));
        Assert.Equal(3, _services.Calls.Count);
    }

    [Fact]
    public void A_delay_may_be_computed_each_time()
    {
        _services.Fail("bad", times: 1);

        Assert.Equal([7.0], Delays("{delay: \"${ \\\"PT\\\\(.s)S\\\" }\", limit: {attempt: {count: 2}}}", """{"s":7}"""));
    }

    [Fact]
    public void Jitter_is_added_and_stays_within_its_bounds()
    {
        _services.Fail("bad");

        var delays = Delays("{delay: PT10S, jitter: {from: PT1S, to: PT3S}, limit: {attempt: {count: 8}}}");

        Assert.Equal(8, delays.Length);
        Assert.All(delays, delay => Assert.InRange(delay, 11, 13));
        Assert.True(delays.Distinct().Count() > 1);
    }

    [Fact]
    public void The_last_error_is_raised_when_the_retries_are_used_up()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{b: {call: bad}}], catch: {retry: {limit: {attempt: {count: 1}}}}}}]").Start().RunToEnd();

        Assert.Equal((InstanceStatus.Faulted, 503, "/do/0/t/try/0/b"), (story.Status, story.View.Error!.Status, story.View.Error.Instance));
    }

    [Fact]
    public void A_handler_runs_once_the_retries_are_used_up_and_not_before()
    {
        var story = _services.Fail("bad").Story("do: [{t: {try: [{b: {call: bad}}], catch: {retry: {limit: {attempt: {count: 2}}}, do: [{h: {call: handle}}]}}}]").Start("""{"x":1}""").RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(["bad {\"x\":1}", "bad {\"x\":1}", "bad {\"x\":1}", "handle {\"x\":1}"], _services.Calls);
    }

    [Theory]
    [InlineData("when: .status == 404", 1)]
    [InlineData("when: .status == 503", 3)]
    [InlineData("when: $error.status == 503", 3)]
    [InlineData("exceptWhen: .status == 503", 1)]
    [InlineData("exceptWhen: .status == 404", 3)]
    public void A_policy_says_which_errors_it_retries(string condition, int calls)
    {
        var story = _services.Fail("bad").Story($"do: [{{t: {{try: [{{b: {{call: bad}}}}], catch: {{retry: {{{condition}, limit: {{attempt: {{count: 2}}}}}}, do: [{{h: {{set: {{handled: 1}}}}}}]}}}}}}]").Start().RunToEnd();

        Assert.Equal(calls, _services.Calls.Count);
        Assert.Equal("""{"handled":1}""", story.Output.ToString());
    }

    [Fact]
    public void The_whole_list_is_run_again_with_the_trys_input_under_the_same_keys()
    {
        var story = _services.Fail("bad", times: 1).Story("do: [{t: {try: [{a: {call: first, output: {as: \"{n: (.n + 1)}\"}}}, {b: {call: bad}}], catch: {retry: {}}}}]").Start("""{"n":1}""").RunToEnd();

        Assert.Equal("""{"n":2}""", story.Output.ToString());
        Assert.Equal(2, story.Asked.Select(request => request.Key).Distinct().Count());
        Assert.Equal(["first {\"n\":1}", "bad {\"n\":2}", "bad {\"n\":2}"], _services.Calls);
        Assert.Equal([1, 1, 2, 2], story.Asked.Select(request => request.Attempt));
    }

    [Fact]
    public void An_attempt_has_its_own_time_and_the_next_one_has_it_again()
    {
        var story = _services.Story("""
            do:
              - t:
                  try: [{w: {wait: "${ if $context.n == 2 then \"PT1S\" else \"PT1H\" end }"}}]
                  catch: {errors: {with: {status: 408}}, retry: {delay: PT1S, limit: {attempt: {count: 3, duration: PT10S}}}}
            """).Start();
        story.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(story.Now.AddSeconds(1), story.Wake!.Value.Time);
        story.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(story.Now.AddSeconds(10), story.Wake!.Value.Time);

        story.RunToEnd();

        Assert.Equal((InstanceStatus.Faulted, 408), (story.Status, story.View.Error!.Status));
        Assert.Equal(TimeSpan.FromSeconds(43), story.Now - story.View.CreatedAt);
    }

    [Fact]
    public void An_inner_try_that_is_entered_again_counts_from_zero()
    {
        var story = _services.Fail("bad", times: 8).Story("""
            do:
              - out:
                  try: [{in: {try: [{b: {call: bad}}], catch: {retry: {limit: {attempt: {count: 2}}}}}}]
                  catch: {retry: {limit: {attempt: {count: 2}}}}
            """).Start().RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(9, _services.Calls.Count);
    }

    [Fact]
    public void A_task_reached_by_a_jump_keeps_its_key_when_the_try_is_retried()
    {
        var story = _services.Fail("bad", times: 1).Story("""
            do:
              - t:
                  try:
                    - charge: {call: charge, with: {n: "${ (.n // 0) + 1 }"}}
                    - again: {switch: [{more: {when: .n < 3, then: charge}}]}
                    - b: {call: bad}
                  catch: {retry: {}}
            """).Start().RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(["charge {\"n\":1}", "charge {\"n\":2}", "charge {\"n\":3}", "bad {\"n\":3}", "bad {\"n\":3}"], _services.Calls);
        Assert.Equal(4, story.Asked.Select(request => request.Key).Distinct().Count());
    }

    [Fact]
    public void Time_spent_suspended_does_not_count_towards_the_limit()
    {
        var story = _services.Fail("bad", times: 2).Story("do: [{t: {try: [{b: {call: bad}}], catch: {retry: {delay: PT10S, limit: {duration: PT25S}}}}}]").Start();

        story.Send(new Stimulus.Suspend()).Advance(TimeSpan.FromHours(1)).Send(new Stimulus.Resume()).RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.Equal(TimeSpan.FromSeconds(3620), story.Now - story.View.CreatedAt);
    }
}
