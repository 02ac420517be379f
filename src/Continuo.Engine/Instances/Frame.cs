using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>What a frame does with a child that closes. Everything else about a task is in the definition.</summary>
internal enum FrameKind : byte
{
    /// <summary>Tasks one after the other: the next one follows.</summary>
    List,

    /// <summary>One branch of a fork: a list of which one task is run.</summary>
    Branch,

    /// <summary>A loop: the next iteration follows.</summary>
    Loop,

    /// <summary>Branches side by side: each fills its slot.</summary>
    Fork,

    Try,

    /// <summary>A listener: each processed event adds a result.</summary>
    Listen,

    /// <summary>A task without children.</summary>
    Leaf,

    /// <summary>The tasks that undo one completed task; child of its scope.</summary>
    Undo,

    /// <summary>A call of a function of the language: its one child is the function's body.</summary>
    Call,

    /// <summary>A task with extensions: what comes before, the task itself, what comes after, one after the other.</summary>
    Extended,

    /// <summary>A call that consumes messages: each one is asked for, judged and processed before the next.</summary>
    Subscription,
}

internal enum FramePhase : byte
{
    /// <summary>Entered; its own work or its children run.</summary>
    Running,

    /// <summary>An effect is pending.</summary>
    Requested,

    /// <summary>The work is done and the raw output known.</summary>
    Done,

    /// <summary>An error is to be handled, or ended the instance here.</summary>
    Failed,

    /// <summary>Until <see cref="Frame.Work"/>.</summary>
    Waiting,

    /// <summary>Events are awaited.</summary>
    Listening,

    /// <summary>A try (or the workflow) whose body ended by an error: undo, then retry, handle or raise.</summary>
    Caught,

    /// <summary>An undo of the scope runs.</summary>
    Undoing,

    /// <summary>The handler of a try runs.</summary>
    Handling,

    /// <summary>A subscription has its messages; those that are not processed yet are.</summary>
    Draining,

    /// <summary>A subscription is closed outside too.</summary>
    Ended,
}

/// <summary>One activation of a task or of a list.</summary>
internal sealed class Frame
{
    public int Id;

    /// <summary>Zero for the root.</summary>
    public int Parent;

    /// <summary>Index into the pinned definition's nodes.</summary>
    public int Node;

    public FrameKind Kind;
    public FramePhase Phase;

    /// <summary>What <see cref="Phase"/> was when the frame failed or asked for its effect: a retry goes on there.</summary>
    public FramePhase Resume;

    /// <summary>The iterations around it, outermost first, such as <c>2.0</c>. A part such as <c>@7</c> is the node that called the function, or was extended, in which it stands.</summary>
    public string Path = "";

    /// <summary>The iteration or branch that this frame is for its parent; -1 for neither.</summary>
    public int Slot = -1;

    /// <summary>Part of the idempotency key: another one after a jump back and after compensation, the same after a retry.</summary>
    /// <remarks>Made of what happened to this activation alone, so that a retry which jumps as before comes to the same keys as before.</remarks>
    public string Generation = "0";

    /// <summary>Of a list: jumps back so far.</summary>
    public int Passes;

    public DateTimeOffset Since;

    /// <summary>Raw input.</summary>
    public JsonValue Raw;

    /// <summary>Transformed input.</summary>
    public JsonValue In;

    /// <summary>The chained value while tasks run, at last the raw output.</summary>
    public JsonValue Val;

    /// <summary>The next task, iteration or event to process.</summary>
    public int Pc;

    /// <summary>The collection of a loop; the consumed events of a listener; the nodes that are run for an extended task.</summary>
    public JsonValue Items;

    /// <summary>Outputs of a fork's branches, by declaration. Of a call: the document that was fetched for it, alone. Of an extended task that has run: its raw output, alone, when that is not in <see cref="Val"/>.</summary>
    public JsonValue[]? Slots;

    /// <summary>Branches of a fork that have not ended. Of a subscription: messages judged so far.</summary>
    public int Open;

    /// <summary>The error that failed it.</summary>
    public WorkflowError? Error;

    /// <summary>The error that a try caught or that ends the workflow; of a competing fork, that of the first loser.</summary>
    public WorkflowError? Caught;

    /// <summary>Retries so far.</summary>
    public int Attempt;

    /// <summary>When the first attempt began; suspended time is taken out.</summary>
    public DateTimeOffset FirstAttempt;

    /// <summary>When a wait or a delay before a retry ends.</summary>
    public DateTimeOffset? Work;

    /// <summary>When the timeout of the task (or of one attempt) strikes.</summary>
    public DateTimeOffset? Deadline;

    /// <summary>The pending effect; zero for none.</summary>
    public int Effect;

    /// <summary>Open children.</summary>
    public int Children;

    /// <summary>Of a scope: completed tasks that can be undone, oldest first.</summary>
    public List<UndoEntry>? Undo;

    /// <summary>Of an undo: the transformed input of the task that is undone.</summary>
    public JsonValue UndoInput;

    public Inbox? Inbox;

    /// <summary>Of an extended task that has run: where the flow goes when its extensions have.</summary>
    public FlowTarget? Next;

    public bool IsScope => Kind == FrameKind.Try || Parent == 0;
}

/// <summary>A completed task that can be undone.</summary>
/// <param name="Seq">Order of completion in the instance.</param>
/// <param name="Node">The task.</param>
/// <param name="Variables">Those around the task when it completed that its compensation names.</param>
internal sealed record UndoEntry(int Seq, int Node, string Path, string Generation, JsonValue In, JsonValue Out, ImmutableArray<KeyValuePair<string, JsonValue>> Variables);

/// <summary>What a listener has read and learned.</summary>
internal sealed class Inbox
{
    public required EventKey[] Keys;

    /// <summary>For each key, the place after which events are this listener's.</summary>
    public required long[] Floors;

    /// <summary>Events up to here were consumed or do not match; recorded.</summary>
    public long Mark;

    /// <summary>Like <see cref="Mark"/>, not recorded: after a restart the events from the mark on are looked at again.</summary>
    /// <remarks>That gives the same, but for filters that read <c>$context</c> or the time: what did not match them may match later. Nothing is ever taken twice.</remarks>
    public long Scanned;

    /// <summary>For <c>all</c>: the filters that were met, as bits.</summary>
    public ulong Met;

    /// <summary>The same for the strategy that ends it.</summary>
    public ulong UntilMet;

    /// <summary>Each event is processed on its own before the listener ends.</summary>
    public bool Queues;

    /// <summary>No more events are taken.</summary>
    public bool Satisfied;

    /// <summary>Correlations by name, given or learned.</summary>
    public SortedDictionary<string, JsonValue> Bound = new(StringComparer.Ordinal);
}
