using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Decide: from a state and a stimulus to facts, each folded as it is emitted. Evaluates expressions once, live.</summary>
/// <remarks>One thread. Throws only for broken invariants: the caller then discards the turn and reloads the state.</remarks>
public sealed partial class Interpreter(EngineLimits limits, IAmbient ambient)
{
    internal EngineLimits Limits { get; } = limits;

    internal IAmbient Ambient { get; } = ambient;

    /// <summary>Takes one stimulus and goes on until nothing is ready or the turn's budget ends. Several may share a turn.</summary>
    public Verdict Decide(InstanceState state, WorkflowDefinition definition, Stimulus stimulus, Turn turn) => throw new NotImplementedException();

    /// <summary>Goes on after a yield, or after a load that found frames ready.</summary>
    public void Continue(InstanceState state, WorkflowDefinition definition, Turn turn) => throw new NotImplementedException();

    /// <summary>After a load: faults what ran at most once and was interrupted, and issues again what is pending (into <see cref="Turn.Issued"/>).</summary>
    public void Recover(InstanceState state, WorkflowDefinition definition, Turn turn) => throw new NotImplementedException();

    /// <summary>Records that a turn of this instance broke; nothing is stepped until an operator retries or cancels.</summary>
    public void MarkStuck(InstanceState state, string reason, Turn turn) => throw new NotImplementedException();

    /// <summary>Writes the commit's header (at, engine level, number of facts). Call once, when the turn is over and has facts.</summary>
    public ReadOnlyMemory<byte> Seal(Turn turn) => throw new NotImplementedException();

    /// <summary>The request of a pending effect, for <see cref="ShardAction.Perform"/>.</summary>
    public EffectRequest RequestOf(InstanceState state, WorkflowDefinition definition, int effect) => throw new NotImplementedException();

    /// <summary>The instance as people see it.</summary>
    public InstanceView ViewOf(InstanceState state, WorkflowDefinition definition) => throw new NotImplementedException();
}
