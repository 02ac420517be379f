using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Testing.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

/// <summary>One instance ends the process whenever it is loaded.</summary>
public sealed class CarefulStories
{
    private readonly ShardHarness _harness = new();
    private readonly List<string> _named = [];
    private int _deaths;

    public CarefulStories()
    {
        foreach (var id in new[] { "a", "poison", "z" })
        {
            _harness.Start(_harness.Deploy(Workflows.WaitAnHour), id);
        }

        _harness.Run();
        _harness.Store.CountsAdoptions = true;
        _harness.Pass(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_culprit_is_parked_as_stuck_after_the_third_adoption_and_the_others_go_on()
    {
        DieAtTheLoadOf("poison");
        LetTheHourEnd();

        Assert.Equal([InstanceStatus.Completed, InstanceStatus.Stuck, InstanceStatus.Completed], _harness.Store.Rows.Select(row => row.Status));
        Assert.Equal(4, _deaths);
        Assert.Equal(1, _harness.Shard.Statistics.Stuck);
        var look = _harness.Send("poison", new Stimulus.Inspect());
        _harness.Run();
        Assert.Equal("instance-quarantined", Assert.IsType<CommandResult.Refused>(_harness.Replies[look]).Code);
    }

    [Fact]
    public void Once_the_cause_is_mended_a_parked_instance_goes_on_by_a_retry()
    {
        DieAtTheLoadOf("poison");
        LetTheHourEnd();
        _harness.Before = _ => { };
        _harness.Crash();
        _harness.Run();

        var stuck = _harness.View("poison");
        Assert.Equal(InstanceStatus.Stuck, stuck.Status);
        Assert.Contains("died twice", stuck.Incident, StringComparison.Ordinal);
        _harness.Send("poison", new Stimulus.Retry(null));
        _harness.Run();
        Assert.Equal(InstanceStatus.Completed, _harness.View("poison").Status);
    }

    [Fact]
    public void An_instance_during_whose_load_the_process_was_killed_once_is_loaded_last_and_goes_on()
    {
        _harness.Crash();
        _harness.Crash();
        _harness.Crash();
        DieAtTheLoadOf("a", deaths: 1);
        LetTheHourEnd();

        Assert.Equal(1, _deaths);
        Assert.All(_harness.Store.Rows, row => Assert.Equal(InstanceStatus.Completed, row.Status));
        Assert.Equal("a", _named[^1]);
    }

    [Fact]
    public void A_process_that_is_killed_again_and_again_while_it_loads_parks_nobody()
    {
        _harness.Before = action => Die(action is ShardAction.Load && _deaths < 30);
        LetTheHourEnd();

        Assert.Equal(30, _deaths);
        Assert.All(_harness.Store.Rows, row => Assert.Equal(InstanceStatus.Completed, row.Status));
        Assert.Equal(0, _harness.Shard.Statistics.Stuck);
    }

    [Fact]
    public void A_shard_that_had_nothing_to_do_for_long_loads_what_it_is_asked_for()
    {
        _harness.Crash();
        _harness.Crash();
        _harness.Pass(TimeSpan.FromSeconds(0.5));
        LetTheHourEnd();
        _harness.Crash();
        _harness.Crash();
        _harness.Crash();
        _harness.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(InstanceStatus.Completed, _harness.View("a").Status);
        Assert.Equal(InstanceStatus.Completed, _harness.View("z").Status);
    }

    [Fact]
    public void A_drain_does_not_wait_for_a_suspect()
    {
        _harness.Crash();
        _harness.Crash();
        _harness.Crash();
        DieAtTheLoadOf("a", deaths: 1);
        Assert.Throws<ProcessDied>(() => _harness.Pass(TimeSpan.FromSeconds(2)));
        _harness.Crash();
        _harness.Run();
        var look = _harness.Send("a", new Stimulus.Inspect());

        _harness.Give(new ShardInput.Drain());
        _harness.Run();

        Assert.NotNull(_harness.Stopped);
        Assert.IsType<CommandResult.Busy>(_harness.Replies[look]);
        Assert.DoesNotContain("a", _named[1..]);
    }

    [Fact]
    public void Each_load_waits_for_its_name_to_be_stored_and_for_the_one_before()
    {
        _harness.Crash();
        _harness.Crash();
        _harness.Crash();
        var loads = new List<string>();
        _harness.Before = action =>
        {
            if (action is ShardAction.Load load)
            {
                Assert.Equal(load.Instance, _harness.Store.ReadImage().Suspect?.Instance);
                loads.Add(load.Instance.Text);
            }
        };
        LetTheHourEnd();

        Assert.Equal(["a", "poison", "z"], loads.Order());
        Assert.Null(_harness.Store.ReadImage().Suspect);
    }

    [Fact]
    public void A_clean_period_ends_the_care_and_the_count()
    {
        _harness.Crash();
        _harness.Crash();
        _harness.Crash();
        LetTheHourEnd();
        _harness.Pass(TimeSpan.FromSeconds(20));
        _harness.Start(_harness.Deploy(Workflows.TwoCalls), "later");
        _harness.Run();

        Assert.Equal(1, _harness.Store.ReadImage().Adoptions);
    }

    private void DieAtTheLoadOf(string id, int deaths = int.MaxValue) => _harness.Before = action =>
    {
        if (action is ShardAction.Load load)
        {
            _named.Add(load.Instance.Text);
            Die(load.Instance.Text == id && _deaths < deaths);
        }
    };

    private void Die(bool dies)
    {
        if (dies)
        {
            _deaths++;
            throw new ProcessDied();
        }
    }

    private void LetTheHourEnd()
    {
        _harness.Crash();
        for (var begun = 0; ; begun++)
        {
            Assert.True(begun < 40, "It dies again and again.");
            try
            {
                _harness.Pass(TimeSpan.FromMinutes(1));
                return;
            }
            catch (ProcessDied)
            {
                _harness.Crash();
            }
        }
    }

    private sealed class ProcessDied : Exception;
}
