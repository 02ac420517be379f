using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Calls that consume messages.</summary>
internal static partial class Fold
{
    private static void Subscribe(InstanceState state, Fact.Subscribed f)
    {
        var frame = state.Frames[f.Frame];
        frame.Items = JsonValue.EmptyArray;
        frame.Val = JsonValue.EmptyArray;
        frame.Pc = 0;
        frame.Open = 0;
        SetWork(state, frame, f.Due);
        MakeReady(state, frame);
    }

    private static void Judge(InstanceState state, Fact.Judged f)
    {
        var frame = state.Frames[f.Frame];
        frame.Open++;
        if (!f.Kept && frame.Phase == FramePhase.Done)
        {
            frame.Items = frame.Items.Array.Slice(0, frame.Items.Array.Count - 1);
        }

        frame.Phase = f.Next;
        if (f.Next != FramePhase.Running)
        {
            SetWork(state, frame, null);
        }

        if (f.Next == FramePhase.Ended && frame.Pc == 0)
        {
            // Without a foreach the messages are the output as they came.
            frame.Val = frame.Items;
        }

        MakeReady(state, frame);
    }

    /// <summary>The time is up: what is there is enough. A message that was not judged yet still is.</summary>
    private static void EndInTime(InstanceState state, Frame frame)
    {
        if (frame.Phase == FramePhase.Done)
        {
            return;
        }

        GiveUpEffect(state, frame);
        frame.Phase = FramePhase.Draining;
        if (frame.Children == 0)
        {
            MakeReady(state, frame);
        }
    }
}
