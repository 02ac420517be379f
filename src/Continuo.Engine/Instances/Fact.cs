using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>What happened, as recorded. Carries only what <see cref="Fold"/> cannot derive; a null value means "as it is in the frame".</summary>
/// <remarks>Values are whole in memory; <see cref="FactCodec"/> writes those that the state already holds as references.</remarks>
internal abstract record Fact
{
    private Fact()
    {
    }

    internal sealed record Started(StartRequest Request, Guid Run, JsonValue? In, int RootNode, DateTimeOffset? Deadline) : Fact;

    /// <summary>A task or a list was entered. Its id is the next one.</summary>
    internal sealed record Opened(int Parent, int Node, FrameKind Kind, int Slot, JsonValue? In, DateTimeOffset? Deadline, JsonValue? Raw = null) : Fact;

    /// <summary>A task that needs no frame: set, switch, skipped.</summary>
    /// <remarks><c>RawOut</c> is for what comes after an extended task, when its output is another one.</remarks>
    internal sealed record Ran(int Parent, int Node, bool Skipped, JsonValue? Out, JsonValue? Context, FlowTarget Next, JsonValue? RawOut = null) : Fact;

    internal sealed record Closed(int Frame, JsonValue? Out, JsonValue? Context, FlowTarget Next) : Fact;

    internal sealed record Items(int Frame, JsonValue Collection) : Fact;

    internal sealed record Forked(int Frame, int BranchesNode, int Count) : Fact;

    internal sealed record Won(int Frame, int Branch) : Fact;

    internal sealed record Lost(int Frame, int Branch, WorkflowError Error) : Fact;

    internal sealed record Requested(int Frame, EffectKind Kind, JsonValue Arguments, string? Key, bool Once) : Fact;

    /// <summary>An at-most-once effect is about to be issued.</summary>
    internal sealed record Attempted(int Effect) : Fact;

    internal sealed record Returned(int Effect, JsonValue Result) : Fact;

    internal sealed record EffectFailed(int Effect, WorkflowError Error) : Fact;

    internal sealed record ChildStarted(int Effect) : Fact;

    /// <summary>A notice arrived.</summary>
    internal sealed record Settled(int Effect) : Fact;

    internal sealed record Raised(int Frame, WorkflowError Error) : Fact;

    /// <summary>The deadline of a task, of one attempt or of the workflow struck.</summary>
    internal sealed record TimedOut(int Frame, WorkflowError Error) : Fact;

    internal sealed record Caught(int Frame, WorkflowError Error) : Fact;

    internal sealed record Retrying(int Frame, DateTimeOffset Due) : Fact;

    internal sealed record Handling(int Frame) : Fact;

    /// <summary>A try gives its error up to the outside.</summary>
    internal sealed record Rethrown(int Frame) : Fact;

    internal sealed record Waiting(int Frame, DateTimeOffset Due) : Fact;

    internal sealed record DueReached(int Frame) : Fact;

    internal sealed record Listening(int Frame, ImmutableArray<EventKey> Keys, ImmutableArray<long> Floors, ImmutableArray<KeyValuePair<string, JsonValue>> Bound) : Fact;

    /// <summary>An event was consumed, or (without a value) it ended the listening.</summary>
    internal sealed record Taken(int Frame, long N, EventKey Key, int Filter, bool IsUntil, JsonValue? Value, ImmutableArray<KeyValuePair<string, JsonValue>> Bound, bool Satisfied, bool Queued) : Fact;

    internal sealed record Passed(int Frame, long N) : Fact;

    /// <summary>An event was processed without tasks of its own.</summary>
    internal sealed record Processed(int Frame, JsonValue? Result, JsonValue? Context) : Fact;

    /// <summary>A listener has all its events, and all are processed.</summary>
    internal sealed record Heard(int Frame) : Fact;

    /// <summary>A subscription begins; without <paramref name="Due"/> no time ends it.</summary>
    internal sealed record Subscribed(int Frame, DateTimeOffset? Due) : Fact;

    /// <summary>The newest message of a subscription is kept or not, and <paramref name="Next"/> says how it goes on.</summary>
    internal sealed record Judged(int Frame, bool Kept, FramePhase Next) : Fact;

    /// <param name="Variables">Those of the loops and handlers around the task that its compensation names.</param>
    internal sealed record Undoable(
        int Scope, int Source, int Node, string Path, string Generation, JsonValue In, JsonValue Out, ImmutableArray<KeyValuePair<string, JsonValue>> Variables) : Fact;

    /// <summary>The workflow itself ends by an error or a cancel, and has tasks to undo.</summary>
    internal sealed record Compensating(WorkflowError? Error) : Fact;

    internal sealed record Undoing(int Scope, int CompensateNode) : Fact;

    internal sealed record Undone(int Scope) : Fact;

    internal sealed record UndoRetrying(int Frame, DateTimeOffset Due) : Fact;

    internal sealed record UndoFailed(int Scope, string Incident) : Fact;

    /// <param name="Reason">Given by whoever suspended it.</param>
    internal sealed record Suspended(string? Reason = null) : Fact;

    internal sealed record Resumed(TimeSpan Shift) : Fact;

    internal sealed record Cancelling(string Reason, bool Compensate) : Fact;

    internal sealed record Finished(InstanceStatus Status, JsonValue? Output, WorkflowError? Error) : Fact;

    /// <summary>Goes on at the failed frames. <paramref name="Deadlines"/> are given anew to frames whose time was over.</summary>
    internal sealed record Retried(JsonValue? PatchedInput, TimeSpan Shift, ImmutableArray<KeyValuePair<int, DateTimeOffset>> Deadlines) : Fact;

    /// <summary>Begins again after everything was undone.</summary>
    internal sealed record Restarted(int RootNode, JsonValue? PatchedInput, JsonValue? In, DateTimeOffset? Deadline) : Fact;

    internal sealed record Stuck(string Reason) : Fact;

    internal sealed record Unstuck : Fact;

    /// <summary>Values that lists can be asked for: those of the input, or those of the output, as the definition names them.</summary>
    internal sealed record Indexed(ImmutableArray<KeyValuePair<string, JsonValue>> Fields) : Fact;

    /// <summary>The instance goes on in another definition. The last fact of its commit: what follows is told by the new definition.</summary>
    internal sealed record Migrated(MigrationRegisters Registers) : Fact;
}
