using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>One instance, as the fold of its facts. Only <see cref="Fold"/> changes it.</summary>
/// <remarks>One thread. What the world owes the instance and what the instance owes the world are entries of it.</remarks>
public sealed class InstanceState(InstanceId id)
{
    /// <summary>The id of the root frame.</summary>
    internal const int Root = 1;

    public InstanceId Id { get; } = id;

    /// <summary>Whether it has a first fact.</summary>
    public bool Exists { get; internal set; }

    public Guid Run { get; internal set; }

    public DefinitionHash Definition { get; internal set; }

    public WorkflowName Workflow { get; internal set; }

    public string Version { get; internal set; } = "";

    public ParentLink? Parent { get; internal set; }

    public ImmutableArray<KeyValuePair<string, string>> Labels { get; internal set; } = [];

    public DateTimeOffset CreatedAt { get; internal set; }

    public DateTimeOffset? FinishedAt { get; internal set; }

    public CompensationStatus Compensation { get; internal set; }

    public string? Incident { get; internal set; }

    internal string AskedVersion = "";
    internal int Depth;
    internal JsonValue Input;
    internal JsonValue Context = JsonValue.EmptyObject;
    internal JsonValue Output;
    internal WorkflowError? Error;
    internal InstanceStatus? Final;
    internal string? StuckReason;
    internal DateTimeOffset? SuspendedAt;
    internal string? SuspendReason;

    /// <summary>Why it is being cancelled; null when it is not.</summary>
    internal string? CancelReason;

    /// <summary>Values of the input and of the output that lists can be asked for.</summary>
    internal ImmutableArray<KeyValuePair<string, JsonValue>> Fields = [];

    /// <summary>What is left of the definitions that it came from; null for one that never migrated.</summary>
    internal Lineage? Lineage;

    internal long EventMark;

    /// <summary>The newest event consumed, by key: a later listener begins after it.</summary>
    internal readonly SortedDictionary<long, long> Consumed = [];

    internal int NextFrame = Root;
    internal int NextEffect = 1;
    internal int Generations;
    internal int UndoSeq;

    /// <summary>Shard time of the commit that is being decided or folded.</summary>
    internal DateTimeOffset Now;

    internal readonly Dictionary<int, Frame> Frames = [];
    internal readonly Dictionary<int, PendingEffect> Effects = [];
    internal readonly SortedSet<Due> Dues = [];
    internal readonly List<int> Ready = [];

    /// <summary>Activations that were undone, and the generation that they have when they are entered again.</summary>
    internal readonly Dictionary<(int Node, string Path, string Generation), int> Regenerated = [];

    // Not part of the state: what this load must still hand out, and bookkeeping of limits.
    internal readonly List<int> Unissued = [];
    internal readonly List<int> Dropped = [];
    internal readonly List<int> NewListeners = [];
    internal readonly List<int> EndedListeners = [];
    internal long StepsWithoutOutside;
    internal long FoldedBytes;
    internal readonly PayloadTable Payloads = new();

    public InstanceStatus Status
    {
        get
        {
            if (Final is { } final)
            {
                return final;
            }

            if (StuckReason is not null)
            {
                return InstanceStatus.Stuck;
            }

            if (!Exists)
            {
                return InstanceStatus.Pending;
            }

            return SuspendedAt is not null ? InstanceStatus.Suspended
                : Ready.Count > 0 || OwesEffects ? InstanceStatus.Running
                : InstanceStatus.Waiting;
        }
    }

    /// <summary>When it must be looked at again; null when nothing is owed. Closed is not idle: a notice to a parent counts.</summary>
    public WakeAt? Wake
    {
        get
        {
            if (OwesEffects)
            {
                return WakeAt.Runnable;
            }

            if (Final is not null || StuckReason is not null || SuspendedAt is not null)
            {
                return null;
            }

            return Ready.Count > 0 ? WakeAt.Runnable : Dues.Count > 0 ? new WakeAt(Dues.Min.Ticks) : null;
        }
    }

    /// <summary>The earliest time that a frame waits for, also while <see cref="Wake"/> says that something is owed now.</summary>
    internal WakeAt? NextDue => IsSteppable && Dues.Count > 0 ? new WakeAt(Dues.Min.Ticks) : null;

    /// <summary>Whether frames are ready, so that <see cref="Interpreter.Continue"/> has work.</summary>
    public bool IsReady => Ready.Count > 0 && IsSteppable;

    /// <summary>What listens now, with the place that each has read to.</summary>
    public IEnumerable<Shards.Subscription> Listeners => Frames.Values
        .Where(frame => frame.Inbox is { Satisfied: false } && frame.Phase == FramePhase.Listening && Final is null)
        .OrderBy(frame => frame.Id)
        .Select(SubscriptionOf);

    /// <summary>What lists can be asked for.</summary>
    public ImmutableArray<KeyValuePair<string, JsonValue>> IndexedValues => IndexedFields.Of(Fields, Error);

    /// <summary>The farthest place in the event log that it has seen.</summary>
    public long EventPlace => Consumed.Values.Append(EventMark).Concat(Listeners.Select(listener => listener.Since)).Max();

    /// <summary>Roughly what it occupies in memory.</summary>
    public long ApproximateBytes => 2_000 + FoldedBytes + (Frames.Count * 400L) + (Effects.Count * 300L);

    /// <summary>The contents that commits to be folded refer to by hash; replaces what was given before.</summary>
    public void Supply(ImmutableArray<Payload> payloads) => Payloads.Supply(payloads);

    internal bool IsSteppable => Exists && Final is null && StuckReason is null && SuspendedAt is null;

    private bool OwesEffects
    {
        get
        {
            foreach (var effect in Effects.Values)
            {
                if (!effect.ChildStarted)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether the same start was asked for: workflow and version as asked, and input.</summary>
    public bool IsSameRequest(StartRequest request) =>
        Workflow == request.Workflow && AsksForLatest(AskedVersion) == AsksForLatest(request.AskedVersion)
        && (AsksForLatest(AskedVersion) || AskedVersion == request.AskedVersion) && Input == request.Input;

    private static bool AsksForLatest(string version) => version is "" or "latest";

    internal Frame RootFrame => Frames[Root];

    /// <summary>How the paths and generations of activations name a node: as they did before a migration.</summary>
    internal string PlaceOf(int node) => Lineage?.PlaceOf(node) ?? node.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The pointer that the idempotency keys of a node's calls have: it does not change when the instance migrates.</summary>
    internal string KeyPointerOf(int node, string pointer) => Lineage?.Origins.GetValueOrDefault(node) ?? pointer;

    internal Frame? ParentOf(Frame frame) => frame.Parent == 0 ? null : Frames[frame.Parent];

    internal Shards.Subscription SubscriptionOf(Frame frame) => new(Id, frame.Id, [.. frame.Inbox!.Keys], frame.Inbox.Scanned);
}

/// <summary>A time that a frame waits for.</summary>
internal readonly record struct Due(long Ticks, int Frame, bool IsDeadline) : IComparable<Due>
{
    public int CompareTo(Due other)
    {
        var order = Ticks.CompareTo(other.Ticks);
        order = order != 0 ? order : Frame.CompareTo(other.Frame);
        return order != 0 ? order : IsDeadline.CompareTo(other.IsDeadline);
    }
}
