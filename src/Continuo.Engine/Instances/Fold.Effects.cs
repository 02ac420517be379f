using Continuo.Engine.Events;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Effects, timers, events and branches.</summary>
internal static partial class Fold
{
    private const int EventsPerPlace = 256;

    private static void Request(InstanceState state, Fact.Requested f)
    {
        var frame = state.Frames[f.Frame];
        var effect = new PendingEffect
        {
            Id = state.NextEffect++,
            Frame = frame.Id,
            Kind = f.Kind,
            Arguments = f.Arguments,
            Key = f.Key,
            Node = frame.Node,
            Path = frame.Path,
            Generation = frame.Generation,
            Once = f.Once,
        };
        state.Effects.Add(effect.Id, effect);
        state.Unissued.Add(effect.Id);
        frame.Effect = effect.Id;
        frame.Resume = frame.Phase == FramePhase.Draining ? FramePhase.Draining : FramePhase.Running;
        frame.Phase = FramePhase.Requested;
        Unready(state, frame);
    }

    private static Frame EndEffect(InstanceState state, int id) => EndEffect(state, id, out _);

    private static Frame EndEffect(InstanceState state, int id, out PendingEffect effect)
    {
        state.Effects.Remove(id, out var ended);
        effect = ended!;
        var frame = state.Frames[effect.Frame];
        frame.Effect = 0;
        return frame;
    }

    private static void Return(InstanceState state, Fact.Returned f)
    {
        var frame = EndEffect(state, f.Effect, out var effect);
        if (effect.Kind == EffectKind.Document)
        {
            // What the frame asked for it for comes next.
            frame.Slots = [f.Result];
            frame.Phase = frame.Resume;
            MakeReady(state, frame);
            return;
        }

        if (frame.Kind == FrameKind.Subscription)
        {
            frame.Items = frame.Items.Array.Append(f.Result);
        }
        else
        {
            frame.Val = f.Result;
        }

        frame.Phase = FramePhase.Done;
        MakeReady(state, frame);
    }

    private static void Fail(InstanceState state, Frame frame, WorkflowError error)
    {
        if (frame.Phase != FramePhase.Failed)
        {
            // A retry of a failed request asks again; everything else goes on where it was.
            frame.Resume = frame.Phase == FramePhase.Requested ? frame.Resume : frame.Phase;
        }

        frame.Phase = FramePhase.Failed;
        frame.Error = error;
        MakeReady(state, frame);
    }

    private static void TimeOut(InstanceState state, Fact.TimedOut f)
    {
        var frame = state.Frames[f.Frame];
        SetDeadline(state, frame, null);
        Fail(state, frame, f.Error);
    }

    private static void Wait(InstanceState state, Frame frame, DateTimeOffset due)
    {
        frame.Phase = FramePhase.Waiting;
        SetWork(state, frame, due);
        Unready(state, frame);
    }

    private static void Due(InstanceState state, Fact.DueReached f)
    {
        var frame = state.Frames[f.Frame];
        SetWork(state, frame, null);
        if (frame.Kind == FrameKind.Subscription)
        {
            EndInTime(state, frame);
            return;
        }

        frame.Phase = frame.Kind == FrameKind.Leaf ? FramePhase.Done : FramePhase.Running;
        MakeReady(state, frame);
    }

    private static void Fork(InstanceState state, Fact.Forked f)
    {
        var fork = state.Frames[f.Frame];
        if (f.Count == 0)
        {
            // No branch will ever end it.
            fork.Val = JsonValue.EmptyArray;
            fork.Phase = FramePhase.Done;
            return;
        }

        fork.Slots = new JsonValue[f.Count];
        fork.Open = f.Count;
        Unready(state, fork);
        var first = state.Ready.Count;
        for (var i = 0; i < f.Count; i++)
        {
            var branch = new Frame
            {
                Node = f.BranchesNode,
                Kind = FrameKind.Branch,
                Slot = i,
                Pc = i,
                Raw = fork.In,
                In = fork.In,
                Val = fork.In,
                Path = fork.Path,
                Generation = fork.Generation,
            };
            Add(state, branch, fork);
            state.Ready.Insert(first, branch.Id);
        }
    }

    private static void Win(InstanceState state, Fact.Won f)
    {
        var branch = state.Frames[f.Branch];
        var fork = state.Frames[f.Frame];
        var result = branch.Val;
        KeepUndoOf(state, fork);
        RemoveBelow(state, fork);
        fork.Val = result;
        fork.Slots = null;
        fork.Open = 0;
        fork.Phase = FramePhase.Done;
        MakeReady(state, fork);
    }

    private static void Lose(InstanceState state, Fact.Lost f)
    {
        var fork = state.Frames[f.Frame];
        var branch = state.Frames[f.Branch];
        KeepUndoOf(state, branch);
        HandUndoOver(state, branch);
        Remove(state, branch);
        fork.Caught ??= f.Error;
        if (--fork.Open == 0)
        {
            fork.Slots = null;
            Fail(state, fork, fork.Caught);
        }
    }

    private static void Listen(InstanceState state, Fact.Listening f)
    {
        var frame = state.Frames[f.Frame];
        var mark = f.Floors.Min();
        frame.Inbox = new Inbox { Keys = [.. f.Keys], Floors = [.. f.Floors], Mark = mark, Scanned = mark };
        foreach (var (name, value) in f.Bound)
        {
            frame.Inbox.Bound[name] = value;
        }

        frame.Items = JsonValue.EmptyArray;
        frame.Val = JsonValue.EmptyArray;
        frame.Pc = 0;
        frame.Phase = FramePhase.Listening;
        Unready(state, frame);
        state.NewListeners.Add(frame.Id);
    }

    private static void Take(InstanceState state, Fact.Taken f)
    {
        var frame = state.Frames[f.Frame];
        var inbox = frame.Inbox!;
        KeepPlace(state, frame, f.N);
        inbox.Mark = f.N;
        inbox.Scanned = Math.Max(inbox.Scanned, f.N);
        state.Consumed[f.Key.Hash] = Math.Max(f.N, state.Consumed.GetValueOrDefault(f.Key.Hash));
        foreach (var (name, value) in f.Bound)
        {
            inbox.Bound[name] = value;
        }

        if (f.Filter >= 0)
        {
            if (f.IsUntil)
            {
                inbox.UntilMet |= 1UL << f.Filter;
            }
            else
            {
                inbox.Met |= 1UL << f.Filter;
            }
        }

        if (f.Value is { } value1)
        {
            frame.Items = frame.Items.Array.Append(value1);
        }

        inbox.Queues |= f.Queued;
        if (f.Satisfied)
        {
            inbox.Satisfied = true;
            state.EndedListeners.Add(frame.Id);
        }

        if (frame.Children == 0 && (f.Satisfied || f.Queued))
        {
            MakeReady(state, frame);
        }
    }

    private static void Hear(InstanceState state, Fact.Heard f)
    {
        var frame = state.Frames[f.Frame];
        frame.Val = frame.Pc == 0 ? frame.Items : frame.Val;
        frame.Phase = FramePhase.Done;
        MakeReady(state, frame);
    }

    private static void Pass(InstanceState state, Fact.Passed f)
    {
        var inbox = state.Frames[f.Frame].Inbox!;
        inbox.Mark = f.N;
        inbox.Scanned = Math.Max(inbox.Scanned, f.N);
        state.NewListeners.Add(f.Frame);
    }

    /// <summary>Now and then a long listener's subscription is written anew, so that nobody reads again from its beginning.</summary>
    private static void KeepPlace(InstanceState state, Frame frame, long n)
    {
        if (n / EventsPerPlace != frame.Inbox!.Mark / EventsPerPlace)
        {
            state.NewListeners.Add(frame.Id);
        }
    }

    private static void Process(InstanceState state, Fact.Processed f)
    {
        var frame = state.Frames[f.Frame];
        state.Context = f.Context ?? state.Context;
        Unready(state, frame);
        AddResult(state, frame, f.Result ?? frame.Items.Array[frame.Pc]);
    }

    private static void AddResult(InstanceState state, Frame listener, JsonValue result)
    {
        listener.Val = listener.Val.Array.Append(result);
        listener.Pc++;
        if (listener.Pc < listener.Items.Array.Count || listener.Inbox is not { Satisfied: false })
        {
            MakeReady(state, listener);
        }
    }
}
