using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Explaining;
using Continuo.Engine.Instances;
using Continuo.Engine.Migrations;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Interpretation;

/// <summary>Decide: from a state and a stimulus to facts, each folded as it is emitted. Evaluates expressions once, live.</summary>
/// <remarks>One thread. Throws only for broken invariants: the caller then discards the turn and reloads the state.</remarks>
public sealed class Interpreter(EngineLimits limits, IAmbient ambient)
{
    private readonly Decision _decision = new(limits, ambient);

    internal IFactObserver? Observer
    {
        get => _decision.Observer;
        set => _decision.Observer = value;
    }

    /// <summary>Takes one stimulus and goes on until nothing is ready or the turn's budget ends. Several may share a turn.</summary>
    public Verdict Decide(InstanceState state, WorkflowDefinition definition, Stimulus stimulus, Turn turn)
    {
        _decision.Begin(state, definition, turn);
        var verdict = Stimuli.Take(_decision, stimulus);
        state.StepsWithoutOutside = 0;
        Steps.Run(_decision);
        return verdict;
    }

    /// <summary>Says whether the instance can go on in another definition, and records that it does unless it is only asked for.</summary>
    /// <remarks>The turn ends with it: the facts after it are told by the new definition.</remarks>
    public MigrationPlan Migrate(InstanceState state, WorkflowDefinition definition, WorkflowDefinition target, Stimulus.Migrate migrate, Turn turn)
    {
        _decision.Begin(state, definition, turn);
        var map = migrate.Map;
        if (migrate.IsUndo)
        {
            if (state.Lineage?.Steps is not [.., var last] || last.Definition != target.Hash)
            {
                return new(MigrationVerdict.Nothing, definition.Version, target.Version, [new(MigrationVerdict.Nothing, "", $"Its last migration did not come from version {target.Version}.")], []);
            }

            map = [.. last.Moves.Select(move => KeyValuePair.Create(move.Value, move.Key))];
        }

        var plan = MigrationPlanner.Plan(state, definition, target, map, migrate.IsUndo);
        if (plan.Registers is not { } registers || migrate.IsPreview)
        {
            return plan;
        }

        _decision.Emit(new Fact.Migrated(registers));
        turn.Yielded = true;
        return plan with { IsDone = true };
    }

    /// <summary>Why the instance does not go on. Changes nothing.</summary>
    internal Explanation Explain(InstanceState state, WorkflowDefinition definition, ImmutableArray<StoredEvent> candidates, EffectSlots slots, Turn turn)
    {
        _decision.Begin(state, definition, turn);
        return new Explanations(_decision, slots, candidates.IsDefault ? [] : candidates).Of();
    }

    /// <summary>Goes on after a yield, or after a load that found frames ready.</summary>
    public void Continue(InstanceState state, WorkflowDefinition definition, Turn turn)
    {
        _decision.Begin(state, definition, turn);
        Steps.Run(_decision);
    }

    /// <summary>After a load: faults what ran at most once and was interrupted, and issues again what is pending (into <see cref="Turn.Issued"/>).</summary>
    public void Recover(InstanceState state, WorkflowDefinition definition, Turn turn)
    {
        _decision.Begin(state, definition, turn);
        Stimuli.Recover(_decision);
        Steps.Run(_decision);
    }

    /// <summary>Records that a turn of this instance broke; nothing is stepped until an operator retries or cancels.</summary>
    public void MarkStuck(InstanceState state, WorkflowDefinition definition, string reason, Turn turn)
    {
        _decision.Begin(state, definition, turn);
        _decision.Emit(new Fact.Stuck(reason));
    }

    /// <summary>A commit that says that an instance is stuck, for one whose state cannot be looked at.</summary>
    internal static ReadOnlyMemory<byte> StuckCommit(InstanceId instance, string reason, DateTimeOffset at)
    {
        var facts = new FactWriter();
        new FactEncoder().Write(facts, new InstanceState(instance), new Fact.Stuck(reason));
        return FactCodec.Seal(facts, at);
    }

    /// <summary>The commit: header (at, engine level, number of facts) and facts, in memory of its own. Call once, when the turn is over and has facts.</summary>
    public static ReadOnlyMemory<byte> Seal(Turn turn) => FactCodec.Seal(turn.Facts, turn.Now);

    /// <summary>The request of a pending effect, for <see cref="ShardAction.Perform"/>.</summary>
    public static EffectRequest RequestOf(InstanceState state, WorkflowDefinition definition, int effect) => Requests.Of(state, definition, effect);

    /// <summary>The instance as people see it.</summary>
    public static InstanceView ViewOf(InstanceState state, WorkflowDefinition definition) => Views.Of(state, definition);
}
