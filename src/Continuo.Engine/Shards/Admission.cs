using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>Turns commands away before memory grows. What frees something is never turned away.</summary>
internal sealed class Admission(EngineLimits limits)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    public bool IsDraining { get; set; }

    /// <summary>Commands that wait for a turn, in the whole shard.</summary>
    public int Queued { get; set; }

    /// <summary>Null to let it in.</summary>
    public CommandResult.Busy? Check(Stimulus stimulus, int queuedForInstance)
    {
        if (stimulus is Stimulus.Cancel or Stimulus.ChildEnded)
        {
            return null;
        }

        if (IsDraining && stimulus is Stimulus.Start)
        {
            return new("draining", s_soon);
        }

        return queuedForInstance >= limits.CommandsPerInstance ? new("commands per instance", s_soon) : CheckShard();
    }

    /// <inheritdoc cref="Check"/>
    public CommandResult.Busy? CheckShard() => Queued >= limits.CommandsPerShard ? new("commands per shard", s_soon) : null;
}
