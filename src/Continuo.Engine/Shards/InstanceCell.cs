using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Shards;

internal enum CellPhase
{
    Loading,
    AwaitingDefinition,
    Live,

    /// <summary>Broken beyond a fact that says so; everything for it is refused until the shard is adopted again.</summary>
    Quarantined,
}

/// <summary>An instance in memory: its state, where its history stands, and what waits for its turn.</summary>
/// <param name="id">Which.</param>
/// <param name="load">Names this stay in memory: results of effects that an earlier one issued do not count.</param>
/// <param name="bornAfter">The shard's newest position when it came into memory: commits up to there are not of this stay.</param>
internal sealed class InstanceCell(InstanceId id, long load, long bornAfter)
{
    private readonly Queue<QueuedStimulus> _stimuli = new();
    private bool _clockQueued;

    public InstanceId Id { get; } = id;

    public long Load { get; } = load;

    public long BornAfter { get; } = bornAfter;

    public CellPhase Phase { get; set; } = CellPhase.Loading;

    public InstanceState State { get; set; } = new(id);

    public WorkflowDefinition? Definition { get; set; }

    /// <summary>The definition that a migration leads to.</summary>
    public WorkflowDefinition? Target { get; set; }

    /// <summary>The position of its first commit; zero while there is none.</summary>
    public long Number { get; set; }

    public long Seq { get; set; }

    public long HeadPos { get; set; }

    public EffectSlots Slots { get; } = new();

    public WrittenRow? Written { get; set; }

    /// <summary>What lists can be asked for, as the store has it.</summary>
    public WrittenFields WrittenFields { get; set; } = new([], null);

    public SnapshotAccount Snapshots { get; } = new();

    /// <summary>Loaded, and what it owes the world is not issued yet in this stay.</summary>
    public bool NeedsRecovery { get; set; }

    /// <summary>It has left memory with something undone, so what the shard remembers of its listeners may be ahead of it.</summary>
    public bool IsReset { get; set; }

    /// <summary>How many turns in a row threw: after the first it is marked as stuck, after the third it is quarantined.</summary>
    public int Breaks { get; set; }

    /// <summary>Why the first of them threw, or why it is quarantined.</summary>
    public string? BreakReason { get; set; }

    /// <summary>Its start alone takes a turn: with what follows the first one took too long, and nothing of it was kept.</summary>
    public bool StartsAlone { get; set; }

    /// <summary>The queue in which it waits for its turn, kept by <see cref="Rounds"/>.</summary>
    public ServiceClass? Waiting { get; set; }

    /// <summary>Its place in the order of last use, kept by <see cref="InstanceCache"/>.</summary>
    public LinkedListNode<InstanceCell>? Place { get; set; }

    public long Bytes { get; set; }

    public int Commands { get; private set; }

    public int StimulusCount => _stimuli.Count;

    public IEnumerable<QueuedStimulus> Stimuli => _stimuli;

    /// <summary>The definition that the next start in the queue asks for.</summary>
    public DefinitionHash? NextStart
    {
        get
        {
            foreach (var queued in _stimuli)
            {
                if (queued.Stimulus is Stimulus.Start start)
                {
                    return start.Request.Definition;
                }
            }

            return null;
        }
    }

    /// <summary>The definition that the next migration in the queue leads to.</summary>
    public DefinitionHash? NextTarget
    {
        get
        {
            foreach (var queued in _stimuli)
            {
                if (queued.Stimulus is Stimulus.Migrate migrate)
                {
                    return migrate.Target;
                }
            }

            return null;
        }
    }

    public void Enqueue(QueuedStimulus queued)
    {
        if (queued.Stimulus is Stimulus.ClockReached)
        {
            if (_clockQueued)
            {
                return;
            }

            _clockQueued = true;
        }

        Commands += queued.Command is null ? 0 : 1;
        _stimuli.Enqueue(queued);
    }

    public bool TryDequeue(out QueuedStimulus queued)
    {
        if (!_stimuli.TryDequeue(out queued))
        {
            return false;
        }

        Commands -= queued.Command is null ? 0 : 1;
        _clockQueued &= queued.Stimulus is not Stimulus.ClockReached;
        return true;
    }

    public QueuedStimulus Peek() => _stimuli.Peek();

    /// <summary>Whether nothing is lost and nothing is delayed when it leaves memory.</summary>
    public bool IsIdle(long durable) =>
        Phase == CellPhase.Live && _stimuli.Count == 0 && Waiting is null && !NeedsRecovery && !Slots.Any
        && HeadPos <= durable && State.Wake != WakeAt.Runnable && !State.IsReady;
}

/// <summary>The columns of the row that a commit may change, as last written.</summary>
internal readonly record struct WrittenRow(
    InstanceStatus Status, CompensationStatus Compensation, bool Incident, WakeAt? Wake, DefinitionHash Definition, ImmutableArray<KeyValuePair<string, JsonValue>> Fields, WorkflowError? Error)
{
    public static WrittenRow Of(InstanceState state) =>
        new(state.Status, state.Compensation, state.Incident is not null, state.Wake, state.Definition, state.Fields, state.Error);
}

/// <summary>The fields of the row: they change with a start, an end and a retry.</summary>
internal readonly record struct WrittenFields(ImmutableArray<KeyValuePair<string, JsonValue>> Fields, WorkflowError? Error);

/// <summary>When an instance's snapshot is worth renewing.</summary>
internal sealed class SnapshotAccount
{
    public int Commits { get; private set; }

    public long Bytes { get; private set; }

    public long Size { get; private set; }

    public void Committed(long bytes)
    {
        Commits++;
        Bytes += bytes;
    }

    public void Renewed(long size)
    {
        Commits = 0;
        Bytes = 0;
        Size = size;
    }

    /// <summary>Whether the commit with this many bytes of facts and new payloads should carry one.</summary>
    public bool IsDue(long bytes, EngineLimits limits) =>
        Commits + 1 >= limits.CommitsPerSnapshot || Bytes + bytes > Math.Max(limits.BytesPerSnapshot, Size);
}
