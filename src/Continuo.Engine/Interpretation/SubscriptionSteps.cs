using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>A call that consumes messages. Each message is an effect of its own, so that what was consumed, and whether it was enough, is recorded before the next is asked for.</summary>
internal static class SubscriptionSteps
{
    public static void Step(Decision d, Frame frame)
    {
        var task = (ProtocolCallTask)d.Definition.Nodes[frame.Node];
        var subscription = task.Subscription!;
        if (!frame.Items.IsArray)
        {
            Begin(d, frame, task, subscription);
        }
        else if (frame.Phase == FramePhase.Ended)
        {
            TaskEntry.Close(d, frame);
        }
        else if (frame.Phase == FramePhase.Done)
        {
            Judge(d, frame, task, subscription);
        }
        else if (subscription.Foreach is { } each && frame.Pc < frame.Items.Array.Count)
        {
            ForeachSteps.Process(d, frame, each, task.Pointer);
        }
        else
        {
            Request(d, frame, task, frame.Phase == FramePhase.Draining);
        }
    }

    /// <summary>The tasks for one message have ended.</summary>
    public static void EndMessage(Decision d, Frame body, Frame frame)
    {
        var task = (ProtocolCallTask)d.Definition.Nodes[frame.Node];
        ForeachSteps.End(d, body, frame, task.Subscription!.Foreach!, task.Pointer);
    }

    private static void Begin(Decision d, Frame frame, ProtocolCallTask task, MessageSubscription subscription)
    {
        DateTimeOffset? due = subscription.For is null ? null : d.After(d.Evaluate(subscription.For, frame.In, d.BodyScope(frame), task.Pointer));
        d.Emit(new Fact.Subscribed(frame.Id, due));
        if (IsEnoughBefore(d, frame, task, subscription))
        {
            d.Emit(new Fact.Judged(frame.Id, Kept: false, FramePhase.Ended));
        }
    }

    /// <summary>The newest of the items is a message that nobody has looked at; null says that the subscription is closed.</summary>
    private static void Judge(Decision d, Frame frame, ProtocolCallTask task, MessageSubscription subscription)
    {
        var message = frame.Items.Array[^1];
        if (message.IsNull)
        {
            d.Emit(new Fact.Judged(frame.Id, Kept: false, FramePhase.Ended));
            return;
        }

        var kept = Matches(d, frame, task, subscription, message);
        var isEnough = (subscription.For is not null && frame.Work is null) || (kept && IsEnough(d, frame, task, subscription));
        d.Emit(new Fact.Judged(frame.Id, kept, isEnough ? FramePhase.Draining : FramePhase.Running));
    }

    private static bool Matches(Decision d, Frame frame, ProtocolCallTask task, MessageSubscription subscription, JsonValue message)
    {
        try
        {
            return subscription.Filter is not { } filter || d.Evaluate(filter, message, d.BodyScope(frame), task.Pointer).IsTruthy;
        }
        catch (TaskFault)
        {
            // As with events: a filter that fails on a message does not match it.
            return false;
        }
    }

    private static bool IsEnough(Decision d, Frame frame, ProtocolCallTask task, MessageSubscription subscription) =>
        frame.Items.Array.Count >= subscription.Amount
        || (subscription.While is { } condition && !d.Evaluate(condition, frame.Items, d.BodyScope(frame), task.Pointer).IsTruthy)
        || IsEnoughBefore(d, frame, task, subscription);

    private static bool IsEnoughBefore(Decision d, Frame frame, ProtocolCallTask task, MessageSubscription subscription) =>
        subscription.Until is { } condition && d.Evaluate(condition, frame.Items, d.BodyScope(frame), task.Pointer).IsTruthy;

    /// <summary>Asks for the next message, or says that there will be no further one: what was consumed is then given up for good outside.</summary>
    private static void Request(Decision d, Frame frame, ProtocolCallTask task, bool closes)
    {
        if (DocumentSteps.IsDue(frame, task))
        {
            DocumentSteps.Request(d, frame, task);
            return;
        }

        var name = Requests.KeyOf(d.State, d.State.KeyPointerOf(task.Index, task.Pointer), frame.Path, frame.Generation);
        var arguments = ProtocolArguments.Of(d, frame, task).Object.With("subscription", JsonObject.Of(("name", name), ("closes", closes)));
        d.Emit(new Fact.Requested(frame.Id, ProtocolArguments.KindOf(task.Protocol), arguments, $"{name}/{frame.Open}", task.Once && !closes));
    }
}
