using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Ready stack, due times, and what goes when a subtree goes.</summary>
internal static partial class Fold
{
    private static void MakeReady(InstanceState state, Frame frame)
    {
        // The frame that is stepped is on top; asking there first keeps this cheap.
        if (state.Ready.Count == 0 || (state.Ready[^1] != frame.Id && !state.Ready.Contains(frame.Id)))
        {
            state.Ready.Add(frame.Id);
        }
    }

    private static void Unready(InstanceState state, Frame frame)
    {
        var ready = state.Ready;
        if (ready.Count > 0 && ready[^1] == frame.Id)
        {
            ready.RemoveAt(ready.Count - 1);
        }
        else
        {
            ready.Remove(frame.Id);
        }
    }

    private static void SetDeadline(InstanceState state, Frame frame, DateTimeOffset? deadline)
    {
        if (frame.Deadline is { } old)
        {
            state.Dues.Remove(new Due(old.UtcTicks, frame.Id, true));
        }

        frame.Deadline = deadline;
        if (deadline is { } due)
        {
            state.Dues.Add(new Due(due.UtcTicks, frame.Id, true));
        }
    }

    private static void SetWork(InstanceState state, Frame frame, DateTimeOffset? work)
    {
        if (frame.Work is { } old)
        {
            state.Dues.Remove(new Due(old.UtcTicks, frame.Id, false));
        }

        frame.Work = work;
        if (work is { } due)
        {
            state.Dues.Add(new Due(due.UtcTicks, frame.Id, false));
        }
    }

    /// <summary>Removes a frame; what it waits for is given up.</summary>
    private static void Remove(InstanceState state, Frame frame)
    {
        if (frame.Children > 0)
        {
            RemoveBelow(state, frame);
        }

        Detach(state, frame);
        Unready(state, frame);
        state.Frames.Remove(frame.Id);
        if (frame.Parent != 0)
        {
            state.Frames[frame.Parent].Children--;
        }
    }

    /// <summary>Removes every frame below one. Undo entries of scopes among them must have been kept before.</summary>
    private static void RemoveBelow(InstanceState state, Frame top)
    {
        if (top.Children == 0)
        {
            return;
        }

        var below = Below(state, top);
        foreach (var frame in below)
        {
            Detach(state, frame);
            state.Frames.Remove(frame.Id);
        }

        var gone = below.Select(frame => frame.Id).ToHashSet();
        state.Ready.RemoveAll(gone.Contains);
        top.Children = 0;
    }

    /// <summary>The frames below one, in the order of their ids. A child's id is greater than its parent's.</summary>
    internal static List<Frame> Below(InstanceState state, Frame top)
    {
        var inside = new HashSet<int> { top.Id };
        var below = new List<Frame>();
        foreach (var id in state.Frames.Keys.Where(id => id > top.Id).Order())
        {
            var frame = state.Frames[id];
            if (inside.Contains(frame.Parent))
            {
                inside.Add(id);
                below.Add(frame);
            }
        }

        return below;
    }

    private static void Detach(InstanceState state, Frame frame)
    {
        SetWork(state, frame, null);
        SetDeadline(state, frame, null);
        GiveUpEffect(state, frame);
        EndListening(state, frame);
    }

    /// <summary>Whatever the frame's phase: one that failed while it listened is still subscribed.</summary>
    private static void EndListening(InstanceState state, Frame frame)
    {
        if (frame.Inbox is { Satisfied: false })
        {
            state.EndedListeners.Add(frame.Id);
        }
    }

    private static void GiveUpEffect(InstanceState state, Frame frame)
    {
        if (frame.Effect == 0 || !state.Effects.Remove(frame.Effect, out var effect))
        {
            return;
        }

        frame.Effect = 0;
        if (effect.Issued && !effect.ChildStarted)
        {
            state.Dropped.Add(effect.Id);
        }

        if (effect.Kind == EffectKind.StartChild)
        {
            // The child may exist: owed until it has heard.
            Owe(state, EffectKind.CancelChild, JsonObject.Of(("id", state.Id.Child(effect.Id).Text)));
        }
    }

    private static void Owe(InstanceState state, EffectKind kind, JsonValue arguments)
    {
        var effect = new PendingEffect { Id = state.NextEffect++, Frame = 0, Kind = kind, Arguments = arguments };
        state.Effects.Add(effect.Id, effect);
        state.Unissued.Add(effect.Id);
    }

    private static void Shift(InstanceState state, TimeSpan shift)
    {
        if (shift == TimeSpan.Zero)
        {
            return;
        }

        foreach (var frame in state.Frames.Values.OrderBy(frame => frame.Id))
        {
            frame.FirstAttempt += shift;
            SetWork(state, frame, frame.Work + shift);
            SetDeadline(state, frame, frame.Deadline + shift);
        }
    }
}
