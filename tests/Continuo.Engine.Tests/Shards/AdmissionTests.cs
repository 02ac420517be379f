using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class AdmissionTests
{
    private static readonly Stimulus s_start = new Stimulus.Start(new StartRequest
    {
        Definition = new("h"),
        Workflow = default,
        Version = "1.0.0",
        AskedVersion = "",
        Input = JsonValue.Null,
    });

    private readonly Admission _admission = new(new EngineLimits { CommandsPerShard = 10, CommandsPerInstance = 3 });

    [Fact]
    public void A_full_shard_turns_commands_away_and_says_which_limit_it_was()
    {
        _admission.Queued = 10;

        Assert.Equal("commands per shard", _admission.Check(s_start, 0)?.Limit);
        Assert.Equal("commands per shard", _admission.CheckShard()?.Limit);
    }

    [Fact]
    public void A_hot_instance_turns_commands_away_before_the_shard_is_full()
    {
        Assert.Equal("commands per instance", _admission.Check(new Stimulus.Suspend(), 3)?.Limit);
        Assert.Null(_admission.Check(new Stimulus.Suspend(), 2));
    }

    [Fact]
    public void A_cancel_and_the_end_of_a_child_are_never_turned_away()
    {
        _admission.Queued = 100;
        _admission.IsDraining = true;

        Assert.Null(_admission.Check(new Stimulus.Cancel("why"), 100));
        Assert.Null(_admission.Check(new Stimulus.ChildEnded(1, new("c"), JsonValue.Null, null), 100));
    }

    [Fact]
    public void A_draining_shard_starts_nothing_and_still_answers()
    {
        _admission.IsDraining = true;

        Assert.Equal("draining", _admission.Check(s_start, 0)?.Limit);
        Assert.Null(_admission.Check(new Stimulus.Inspect(), 0));
    }
}
