using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Lifecycle;

/// <summary>Reads what the standard calls lifecycle out of facts: what goes is seen before a fact is folded, what comes after it.</summary>
/// <remarks>One thread, one commit after the other. The same commits give the same changes, so that what is told twice can be recognised.</remarks>
internal sealed class LifecycleReading(InstanceState state, WorkflowDefinition definition, ICollection<LifecycleChange> changes)
{
    public void Before(Fact fact)
    {
        switch (fact)
        {
            case Fact.Ran f: Run(f); break;
            case Fact.Closed f: Close(state.Frames[f.Frame], f.Next); break;
            case Fact.Won f: Cancel(Fold.Below(state, state.Frames[f.Frame])); break;
            case Fact.Lost f: Fail([state.Frames[f.Branch], .. Fold.Below(state, state.Frames[f.Branch])]); break;
            case Fact.Caught f: Fail(Fold.Below(state, state.Frames[f.Frame])); break;
            case Fact.UndoRetrying f: Fail([state.Frames[f.Frame], .. Fold.Below(state, state.Frames[f.Frame])]); break;
            case Fact.UndoFailed f: Fail(Fold.Below(state, state.Frames[f.Scope])); break;
            case Fact.Compensating: Fail([state.RootFrame, .. Fold.Below(state, state.RootFrame)]); break;
            case Fact.Cancelling: Cancel(Fold.Below(state, state.RootFrame)); break;
            case Fact.Finished f: Finish(f); break;
        }
    }

    public void After(Fact fact)
    {
        switch (fact)
        {
            case Fact.Started: Workflow(LifecycleKind.Started); break;
            case Fact.Opened when state.Frames[state.NextFrame - 1] is var frame && IsTask(frame): Enter(PointerOf(frame), frame.Path); break;
            case Fact.Waiting f: StatusOf(state.Frames[f.Frame], "waiting"); break;
            case Fact.Retrying f: StatusOf(state.Frames[f.Frame], "waiting"); break;
            case Fact.DueReached f: GoOn(state.Frames[f.Frame]); break;
            case Fact.Listening f:
                Workflow(LifecycleKind.CorrelationStarted);
                StatusOf(state.Frames[f.Frame], "waiting");
                break;
            case Fact.Taken { Satisfied: true } f: changes.Add(new(LifecycleKind.CorrelationCompleted, state.Now, null) { Keys = KeysOf(state.Frames[f.Frame].Inbox!) }); break;
            case Fact.Suspended: All(LifecycleKind.Suspended, LifecycleKind.Suspended, "suspended"); break;
            case Fact.Resumed: All(LifecycleKind.Resumed, LifecycleKind.Resumed, "running"); break;
            case Fact.Retried: All(LifecycleKind.Resumed, LifecycleKind.Retried, "running"); break;
            case Fact.Restarted: Workflow(LifecycleKind.Resumed); break;
        }
    }

    /// <summary>At the end of a commit: statuses between are seen by nobody.</summary>
    public void Committed(InstanceStatus before)
    {
        if (state.Status != before)
        {
            changes.Add(new(LifecycleKind.StatusChanged, state.Now, null) { Status = state.Status.Word() });
        }
    }

    /// <summary>A task that was skipped has no life that the standard tells of.</summary>
    private void Run(Fact.Ran f)
    {
        var list = state.Frames[f.Parent];
        if (list.Kind == FrameKind.Extended)
        {
            // The frame around it is the task, and ends when its extensions have.
            return;
        }

        if (!f.Skipped)
        {
            var pointer = definition.Nodes[f.Node].Pointer;
            Enter(pointer, list.Path);
            Task(LifecycleKind.Completed, pointer, list.Path, "completed");
        }

        if (f.Next.Kind == FlowKind.End)
        {
            End(list, null);
        }
    }

    private void Close(Frame frame, FlowTarget next)
    {
        Cancel(Fold.Below(state, frame));
        if (IsTask(frame))
        {
            Task(LifecycleKind.Completed, PointerOf(frame), frame.Path, "completed");
        }

        if (next.Kind == FlowKind.End && state.ParentOf(frame) is not { Kind: FrameKind.Extended })
        {
            End(state.ParentOf(frame), frame);
        }
    }

    /// <summary>The workflow ends from inside: the tasks around have completed with it, what runs beside is given up.</summary>
    private void End(Frame? inside, Frame? closed)
    {
        var around = new List<Frame>();
        for (var at = inside; at is not null; at = state.ParentOf(at))
        {
            around.Add(at);
        }

        Cancel(Fold.Below(state, state.RootFrame).Where(frame => frame != closed && !around.Contains(frame)));
        foreach (var frame in around.Where(IsTask))
        {
            Task(LifecycleKind.Completed, PointerOf(frame), frame.Path, "completed");
        }
    }

    private void Finish(Fact.Finished f)
    {
        switch (f.Status)
        {
            case InstanceStatus.Completed:
                Workflow(LifecycleKind.Completed);
                break;
            case InstanceStatus.Cancelled:
                Cancel(Fold.Below(state, state.RootFrame));
                Workflow(LifecycleKind.Cancelled);
                break;
            default:
                Fail([state.RootFrame, .. Fold.Below(state, state.RootFrame)]);
                changes.Add(new(LifecycleKind.Faulted, state.Now, null) { Error = f.Error });
                break;
        }
    }

    private void GoOn(Frame frame)
    {
        if (frame.Kind == FrameKind.Try && definition.Nodes[frame.Node] is TaskNode)
        {
            Task(LifecycleKind.Retried, PointerOf(frame), frame.Path, "running");
        }
        else
        {
            StatusOf(frame, "running");
        }
    }

    /// <summary>What failed, and what is around it, has faulted; what ran beside it is given up. The innermost first.</summary>
    private void Fail(IReadOnlyList<Frame> going)
    {
        var errors = new Dictionary<int, WorkflowError>();
        foreach (var failed in going.Where(frame => frame.Phase == FramePhase.Failed))
        {
            for (var at = failed; at is not null && errors.TryAdd(at.Id, failed.Error!); at = state.ParentOf(at))
            {
            }
        }

        foreach (var frame in going.OrderByDescending(frame => frame.Id))
        {
            if (frame.Phase == FramePhase.Failed)
            {
                FailUnopened(frame);
            }

            if (!IsTask(frame))
            {
                continue;
            }

            if (errors.TryGetValue(frame.Id, out var error))
            {
                Fault(PointerOf(frame), frame.Path, error);
            }
            else
            {
                Task(LifecycleKind.Cancelled, PointerOf(frame), frame.Path, "cancelled");
            }
        }
    }

    /// <summary>A task that fails before it has a frame fails its list, which knows how far it came.</summary>
    private void FailUnopened(Frame list)
    {
        var node = definition.Nodes[list.Node];
        if (list.Children > 0 || list.Kind is not (FrameKind.List or FrameKind.Branch or FrameKind.Undo) || (node as ListNode ?? (node as DoTask)?.Body) is not { } tasks || list.Pc >= tasks.Tasks.Length || list.Error!.Instance == node.Pointer)
        {
            return;
        }

        var task = tasks.Tasks[list.Pc];
        Enter(task.Pointer, list.Path);
        Fault(task.Pointer, list.Path, list.Error);
    }

    private void Cancel(IEnumerable<Frame> frames)
    {
        foreach (var frame in frames.Where(IsTask).OrderByDescending(frame => frame.Id))
        {
            Task(LifecycleKind.Cancelled, PointerOf(frame), frame.Path, "cancelled");
        }
    }

    private void All(LifecycleKind workflow, LifecycleKind task, string status)
    {
        Workflow(workflow);
        foreach (var frame in Fold.Below(state, state.RootFrame).Where(IsTask))
        {
            Task(task, PointerOf(frame), frame.Path, status);
        }
    }

    private void Enter(string pointer, string path)
    {
        Task(LifecycleKind.Created, pointer, path, "pending");
        Task(LifecycleKind.Started, pointer, path, "running");
    }

    private void Fault(string pointer, string path, WorkflowError error)
    {
        changes.Add(new(LifecycleKind.Faulted, state.Now, pointer) { Iteration = path, Error = error });
        Status(pointer, path, "faulted");
    }

    private void Task(LifecycleKind kind, string pointer, string path, string status)
    {
        changes.Add(new(kind, state.Now, pointer) { Iteration = path });
        Status(pointer, path, status);
    }

    private void StatusOf(Frame frame, string status)
    {
        if (definition.Nodes[frame.Node] is TaskNode)
        {
            Status(PointerOf(frame), frame.Path, status);
        }
    }

    private void Status(string pointer, string path, string status) =>
        changes.Add(new(LifecycleKind.StatusChanged, state.Now, pointer) { Iteration = path, Status = status });

    private void Workflow(LifecycleKind kind) => changes.Add(new(kind, state.Now, null));

    /// <summary>Of a task with extensions the outer frame is the task, and the inner one what is between them.</summary>
    private bool IsTask(Frame frame) =>
        state.ParentOf(frame) is { } parent && definition.Nodes[frame.Node] is TaskNode && (parent.Kind != FrameKind.Extended || parent.Node != frame.Node);

    private string PointerOf(Frame frame) => definition.Nodes[frame.Node].Pointer;

    /// <summary>An expectation of one filter is bound under the filter's place and the correlation's name.</summary>
    private static JsonObject KeysOf(Inbox inbox)
    {
        var keys = new JsonObject.Builder();
        foreach (var (name, value) in inbox.Bound)
        {
            var place = name.IndexOf("].", StringComparison.Ordinal);
            keys.Set(place < 0 || !(name.StartsWith("to[", StringComparison.Ordinal) || name.StartsWith("until[", StringComparison.Ordinal)) ? name : name[(place + 2)..], value);
        }

        return keys.Build();
    }
}
