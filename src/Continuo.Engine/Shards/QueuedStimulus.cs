using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>What is served first. A lower value goes before a higher one.</summary>
internal enum ServiceClass
{
    /// <summary>Results of effects, ends of children, cancels: what frees something.</summary>
    Results,
    Timers,

    Events,

    /// <summary>Starts, and what yielded: a long turn goes on in the same round as those who have not begun.</summary>
    Starts,
}

/// <summary>A stimulus that waits for its instance's turn, and who wants an answer.</summary>
/// <param name="Stimulus">What.</param>
/// <param name="Command">Who.</param>
/// <param name="WasDone">The command came again: it looks, and is told that it was done.</param>
internal readonly record struct QueuedStimulus(Stimulus Stimulus, CommandId? Command, bool WasDone = false)
{
    public ServiceClass Class => Stimulus switch
    {
        Stimulus.EffectEnded or Stimulus.ChildEnded or Stimulus.Cancel => ServiceClass.Results,
        Stimulus.ClockReached => ServiceClass.Timers,
        Stimulus.Start => ServiceClass.Starts,
        _ => ServiceClass.Events,
    };
}
