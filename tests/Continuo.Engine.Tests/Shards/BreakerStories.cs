using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>The fuse behind the limits that count steps.</summary>
public sealed class BreakerStories
{
    private const string AfterACall = """
        document: {dsl: '1.0.0', namespace: test, name: slow, version: '1.0.0'}
        do:
          - one: {call: first, with: {n: 1}}
          - slow: {set: {n: '${ [range(100000)] | length }'}}
        """;

    private const string AtOnce = """
        document: {dsl: '1.0.0', namespace: test, name: slow-start, version: '1.0.0'}
        do:
          - slow: {set: {n: '${ try ([range(100000)] | length) catch 0 }'}}
        """;

    private const string ManyTasks = """
        document: {dsl: '1.0.0', namespace: test, name: many, version: '1.0.0'}
        do:
          - l: {for: {in: '[range(1000)]'}, do: [{a: {set: {n: '${ $item }'}}}]}
        """;

    private readonly ShardHarness _harness = new() { TimePerLook = TimeSpan.FromMilliseconds(900) };

    [Fact]
    public void An_expression_that_takes_too_long_parks_its_instance_and_says_where()
    {
        var view = Run(AfterACall);

        Assert.Equal(InstanceStatus.Stuck, view.Status);
        Assert.Contains("'/do/1/slow'", view.Incident, StringComparison.Ordinal);
        Assert.Contains("limit TurnTime", view.Incident, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_takes_too_long_leaves_an_instance_that_is_stuck_even_if_the_program_catches()
    {
        var view = Run(AtOnce);

        Assert.Equal(InstanceStatus.Stuck, view.Status);
        Assert.Contains("'/do/0/slow'", view.Incident, StringComparison.Ordinal);
        Assert.IsType<CommandResult.Started>(_harness.Replies.First().Value);
    }

    [Fact]
    public void A_retry_goes_on_where_it_was_once_it_is_fast_enough()
    {
        Run(AfterACall);
        _harness.Crash();
        _harness.TimePerLook = TimeSpan.FromMilliseconds(1);

        _harness.Send("a", new Stimulus.Retry(null));
        _harness.Run();

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
        Assert.Single(_harness.Performed.Select(performed => performed.Request.Key).Distinct());
    }

    [Fact]
    public void A_retry_that_takes_too_long_again_leaves_it_stuck_and_a_cancel_ends_it()
    {
        Run(AfterACall);

        _harness.Send("a", new Stimulus.Retry(null));
        _harness.Run();
        Assert.Equal(InstanceStatus.Stuck, _harness.View("a").Status);

        _harness.Send("a", new Stimulus.Cancel("enough"));
        _harness.Run();
        Assert.Equal(InstanceStatus.Cancelled, _harness.View("a").Status);
    }

    [Fact]
    public void Many_tasks_that_together_take_long_yield_instead()
    {
        Assert.Equal(InstanceStatus.Completed, Run(ManyTasks).Status);
        Assert.True(_harness.Shard.Statistics.Yields > 10);
    }

    [Fact]
    public void A_process_that_was_stopped_for_an_hour_parks_nobody()
    {
        _harness.TimePerLook = TimeSpan.FromHours(1);

        Assert.Equal(InstanceStatus.Completed, Run(AtOnce.Replace("100000", "1500", StringComparison.Ordinal)).Status);
    }

    private InstanceView Run(string yaml)
    {
        _harness.Start(_harness.Deploy(yaml), "a");
        _harness.Run();
        return _harness.View("a");
    }
}
