using System.Diagnostics;
using System.Globalization;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>The law: state = fold(facts). Determined by its two arguments; it copies and counts, it never evaluates, asks the clock or reads the definition.</summary>
/// <remarks>Asserts nothing that an older Fold did not, so that old histories fold for ever.</remarks>
internal static partial class Fold
{
    public static void Apply(InstanceState state, Fact fact)
    {
        switch (fact)
        {
            case Fact.Started f: Start(state, f); break;
            case Fact.Opened f: Open(state, f); break;
            case Fact.Ran f: Ran(state, f); break;
            case Fact.Closed f: Close(state, f); break;
            case Fact.Items f: BeginLoop(state, f); break;
            case Fact.Forked f: Fork(state, f); break;
            case Fact.Won f: Win(state, f); break;
            case Fact.Lost f: Lose(state, f); break;
            case Fact.Requested f: Request(state, f); break;
            case Fact.Attempted f: state.Effects[f.Effect].Attempted = true; break;
            case Fact.Returned f: Return(state, f); break;
            case Fact.EffectFailed f: Fail(state, EndEffect(state, f.Effect), f.Error); break;
            case Fact.ChildStarted f: state.Effects[f.Effect].ChildStarted = true; break;
            case Fact.Settled f: state.Effects.Remove(f.Effect); break;
            case Fact.Raised f: Fail(state, state.Frames[f.Frame], f.Error); break;
            case Fact.TimedOut f: TimeOut(state, f); break;
            case Fact.Caught f: Catch(state, f); break;
            case Fact.Retrying f: Retry(state, f); break;
            case Fact.Handling f: Become(state, f.Frame, FramePhase.Handling); break;
            case Fact.Rethrown f: Rethrow(state, f); break;
            case Fact.Waiting f: Wait(state, state.Frames[f.Frame], f.Due); break;
            case Fact.DueReached f: Due(state, f); break;
            case Fact.Listening f: Listen(state, f); break;
            case Fact.Taken f: Take(state, f); break;
            case Fact.Passed f: Pass(state, f); break;
            case Fact.Processed f: Process(state, f); break;
            case Fact.Heard f: Hear(state, f); break;
            case Fact.Subscribed f: Subscribe(state, f); break;
            case Fact.Judged f: Judge(state, f); break;
            case Fact.Undoable f: AddUndo(state, f); break;
            case Fact.Compensating f: Compensate(state, f); break;
            case Fact.Undoing f: Undo(state, f); break;
            case Fact.Undone f: Undone(state, f); break;
            case Fact.UndoRetrying f: RetryUndo(state, f); break;
            case Fact.UndoFailed f: FailUndo(state, f); break;
            case Fact.Suspended f: (state.SuspendedAt, state.SuspendReason) = (state.Now, f.Reason); break;
            case Fact.Resumed f: Resume(state, f.Shift); break;
            case Fact.Cancelling f: Cancel(state, f); break;
            case Fact.Finished f: Finish(state, f); break;
            case Fact.Retried f: GoOn(state, f); break;
            case Fact.Restarted f: Restart(state, f); break;
            case Fact.Stuck f: state.StuckReason = f.Reason; break;
            case Fact.Unstuck: state.StuckReason = null; break;
            case Fact.Indexed f: Index(state, f.Fields); break;
            case Fact.Migrated f: Migrate(state, f.Registers); break;
            default: throw new UnreachableException();
        }
    }

    private static void Start(InstanceState state, Fact.Started f)
    {
        var request = f.Request;
        state.Exists = true;
        state.Run = f.Run;
        state.Definition = request.Definition;
        state.Workflow = request.Workflow;
        state.Version = request.Version;
        state.AskedVersion = request.AskedVersion;
        state.Parent = request.Parent;
        state.Depth = request.Depth;
        state.Labels = request.Labels;
        state.Input = request.Input;
        state.EventMark = request.EventMark;
        state.CreatedAt = state.Now;
        OpenRoot(state, f.RootNode, request.Input, f.In ?? request.Input, f.Deadline);
    }

    private static void OpenRoot(InstanceState state, int node, JsonValue raw, JsonValue input, DateTimeOffset? deadline)
    {
        var root = new Frame { Id = InstanceState.Root, Node = node, Kind = FrameKind.List, Raw = raw, In = input, Val = input, Since = state.Now, FirstAttempt = state.Now };
        state.NextFrame = Math.Max(state.NextFrame, InstanceState.Root + 1);
        state.Frames.Add(root.Id, root);
        SetDeadline(state, root, deadline);
        state.Ready.Add(root.Id);
    }

    private static void Open(InstanceState state, Fact.Opened f)
    {
        var parent = state.Frames[f.Parent];
        var raw = f.Raw ?? parent.Val;
        var frame = new Frame
        {
            Node = f.Node,
            Kind = f.Kind,
            Slot = f.Slot,
            Raw = raw,
            In = f.In ?? raw,
            Val = f.In ?? raw,
            Path = PathOf(state, parent, f),
        };
        frame.Generation = GenerationOf(state, frame.Node, frame.Path, parent.Generation);
        Unready(state, parent);
        Add(state, frame, parent);
        SetDeadline(state, frame, f.Deadline);
        state.Ready.Add(frame.Id);
    }

    /// <summary>What stands once in the definition and runs for several tasks has the task's node in its path, and so keys of its own for each.</summary>
    internal static string PathOf(InstanceState state, Frame parent, Fact.Opened f)
    {
        var isElsewhere = parent.Kind == FrameKind.Call || (parent.Kind == FrameKind.Extended && f.Node != parent.Node);
        var part = isElsewhere ? $"@{state.PlaceOf(parent.Node)}" : f.Slot < 0 ? "" : f.Slot.ToString(CultureInfo.InvariantCulture);
        return part.Length == 0 ? parent.Path : parent.Path.Length == 0 ? part : $"{parent.Path}.{part}";
    }

    private static void Add(InstanceState state, Frame frame, Frame parent)
    {
        frame.Id = state.NextFrame++;
        frame.Parent = parent.Id;
        frame.Since = state.Now;
        frame.FirstAttempt = state.Now;
        parent.Children++;
        state.Frames.Add(frame.Id, frame);
    }

    /// <summary>The generation of an activation inside one that has <paramref name="generation"/>: a later one if it was undone before.</summary>
    internal static string GenerationOf(InstanceState state, int node, string path, string generation)
    {
        if (state.Regenerated.Count > 0)
        {
            while (state.Regenerated.TryGetValue((node, path, generation), out var next))
            {
                generation = next.ToString(CultureInfo.InvariantCulture);
            }
        }

        return generation;
    }

    /// <summary>A list jumps back: what follows is entered anew.</summary>
    private static void BeginPass(InstanceState state, Frame list) =>
        list.Generation = $"{FirstGeneration(list)}.{state.PlaceOf(list.Node)}x{++list.Passes}";

    /// <summary>The generation in which it was entered, before it jumped back.</summary>
    internal static string FirstGeneration(Frame list) =>
        list.Passes == 0 ? list.Generation : list.Generation[..list.Generation.LastIndexOf('.')];

    private static void Ran(InstanceState state, Fact.Ran f)
    {
        var parent = state.Frames[f.Parent];
        state.Context = f.Context ?? state.Context;
        if (parent.Kind == FrameKind.Extended)
        {
            AdvanceExtended(state, parent, f.Node, f.Out ?? parent.Val, f.RawOut, f.Next);
            return;
        }

        Advance(state, parent, f.Out ?? parent.Val, f.Next);
    }

    private static void Close(InstanceState state, Fact.Closed f)
    {
        var frame = state.Frames[f.Frame];
        var result = f.Out ?? frame.Val;
        state.Context = f.Context ?? state.Context;
        HandUndoOver(state, frame);
        Remove(state, frame);
        if (frame.Parent == 0)
        {
            return;
        }

        var parent = state.Frames[frame.Parent];
        switch (parent.Kind)
        {
            case FrameKind.Fork when f.Next.Kind != FlowKind.End:
                parent.Slots![frame.Slot] = result;
                if (--parent.Open == 0)
                {
                    parent.Val = JsonArray.Own(parent.Slots);
                    parent.Slots = null;
                    parent.Phase = FramePhase.Done;
                    state.Ready.Add(parent.Id);
                }

                break;
            case FrameKind.Listen or FrameKind.Subscription when f.Next.Kind != FlowKind.End:
                AddResult(state, parent, result);
                break;
            case FrameKind.Extended:
                AdvanceExtended(state, parent, frame.Node, result, f.Out is null ? default(JsonValue?) : frame.Val, f.Next);
                break;
            case FrameKind.Call when f.Next.Kind != FlowKind.End:
                parent.Val = result;
                parent.Phase = FramePhase.Done;
                state.Ready.Add(parent.Id);
                break;
            case FrameKind.Try when f.Next.Kind != FlowKind.End:
                parent.Caught = parent.Phase == FramePhase.Handling ? parent.Caught : null;
                parent.Val = result;
                parent.Phase = FramePhase.Done;
                state.Ready.Add(parent.Id);
                break;
            default:
                Advance(state, parent, result, f.Next);
                break;
        }
    }

    /// <summary>A task of a list, or an iteration of a loop, has ended.</summary>
    private static void Advance(InstanceState state, Frame parent, JsonValue result, FlowTarget next)
    {
        if (next.Kind == FlowKind.End)
        {
            End(state, result);
            return;
        }

        parent.Val = result;
        switch (next.Kind)
        {
            case FlowKind.Continue:
                parent.Pc++;
                break;
            case FlowKind.Exit:
                parent.Pc = int.MaxValue;
                break;
            case FlowKind.Jump:
                if (next.Ordinal <= parent.Pc)
                {
                    BeginPass(state, parent);
                }

                parent.Pc = next.Ordinal;
                break;
        }

        MakeReady(state, parent);
    }

    /// <summary>The task itself has ended, and its output stays; or the tasks of an extension, whose output counts only after an exit: the task does not run then.</summary>
    private static void AdvanceExtended(InstanceState state, Frame parent, int node, JsonValue result, JsonValue? raw, FlowTarget next)
    {
        parent.Pc++;
        if (node == parent.Node)
        {
            (parent.Val, parent.Next) = (result, next);
        }
        else if (next.Kind == FlowKind.Exit)
        {
            parent.Val = result;
            while (parent.Items.Array[parent.Pc++].Number != parent.Node)
            {
            }
        }

        if (raw is { } output && (node == parent.Node || next.Kind == FlowKind.Exit) && parent.Pc < parent.Items.Array.Count)
        {
            parent.Slots = [output];
        }

        MakeReady(state, parent);
    }

    private static void End(InstanceState state, JsonValue result)
    {
        var root = state.RootFrame;
        KeepUndoOf(state, root);
        RemoveBelow(state, root);
        root.Val = result;
        root.Pc = int.MaxValue;
        MakeReady(state, root);
    }

    private static void BeginLoop(InstanceState state, Fact.Items f)
    {
        var frame = state.Frames[f.Frame];
        frame.Items = f.Collection;
        frame.Val = frame.In;
        frame.Pc = 0;
        MakeReady(state, frame);
    }

    private static void Become(InstanceState state, int id, FramePhase phase)
    {
        var frame = state.Frames[id];
        frame.Phase = phase;
        MakeReady(state, frame);
    }
}
