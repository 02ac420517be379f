using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Explaining;

/// <summary>Finds what holds an instance, from its state alone.</summary>
internal sealed class Explanations(Decision d, EffectSlots slots, ImmutableArray<StoredEvent> candidates)
{
    private readonly List<Hold> _holds = [];
    private readonly List<InstanceId> _children = [];
    private readonly HashSet<EventKey> _keys = [];
    private long _since = long.MaxValue;

    private InstanceState State => d.State;

    public Explanation Of()
    {
        Whole();
        foreach (var frame in State.Frames.Values.OrderBy(frame => frame.Id))
        {
            OfFrame(frame);
        }

        foreach (var effect in State.Effects.Values.OrderBy(effect => effect.Id))
        {
            OfEffect(effect);
        }

        if (_holds.Count == 0 && State.IsReady)
        {
            _holds.Add(new("ready", null, "", "It has steps to take and takes them as soon as it is its turn.") { Next = [$"continuo instance history {State.Id} --follow"] });
        }

        return new Explanation
        {
            Instance = Views.Of(State, d.Definition),
            Summary = $"'{State.Id}' is {State.Status.Word()}: {(_holds.Count == 0 ? "nothing holds it." : _holds[0].Why)}",
            Holds = [.. _holds],
            Keys = [.. _keys],
            Since = _since == long.MaxValue ? 0 : _since,
            Children = [.. _children],
        };
    }

    private void Whole()
    {
        var id = State.Id;
        if (State.StuckReason is { } stuck)
        {
            _holds.Add(new("stuck", null, "", $"A step of it broke, or took too long: {stuck.Split('\n')[0]}")
            {
                Evidence = JsonObject.Of(("reason", stuck)),
                Next = [$"continuo instance retry {id}", $"continuo instance cancel {id}"],
            });
        }

        if (State.SuspendedAt is { } since && State.Final is null)
        {
            _holds.Add(new("suspended", null, "", State.SuspendReason is { } reason ? $"It was suspended: {reason}" : "It was suspended.")
            {
                Since = since,
                Next = [$"continuo instance resume {id}"],
            });
        }

        if (State.Compensation == CompensationStatus.Failed)
        {
            _holds.Add(new("compensation-failed", null, "", State.Incident ?? "What it had done could not be undone wholly.")
            {
                Evidence = JsonObject.Of(("left", JsonArray.Own([.. State.Frames.Values.SelectMany(frame => frame.Undo ?? []).Select(entry => (JsonValue)d.Definition.Nodes[entry.Node].Pointer)]))),
                Next = [$"continuo instance retry {id}"],
            });
        }

        switch (State.Final)
        {
            case InstanceStatus.Faulted:
                _holds.Add(FaultHolds.Of(State, d.Definition));
                break;
            case InstanceStatus.Cancelled:
                _holds.Add(new("cancelled", null, "", State.CancelReason is { Length: > 0 } why ? $"It was cancelled: {why}" : "It was cancelled.") { Since = State.FinishedAt });
                break;
            case InstanceStatus.Completed:
                _holds.Add(new("completed", null, "", "It has completed.") { Since = State.FinishedAt, Next = [$"continuo instance show {id}"] });
                break;
        }
    }

    private void OfFrame(Frame frame)
    {
        if (State.Final is not null)
        {
            return;
        }

        switch (frame.Phase)
        {
            case FramePhase.Waiting when frame.Kind is FrameKind.Try or FrameKind.Undo:
                _holds.Add(At("retry-delay", frame, $"It failed {frame.Attempt} times and is tried again at {Iso(frame.Work)}.") with
                {
                    Due = frame.Work,
                    Evidence = JsonObject.Of(("attempt", frame.Attempt + 1), ("lastError", frame.Caught?.ToJson() ?? JsonValue.Null)),
                    Next = [$"continuo instance history {State.Id}"],
                });
                break;
            case FramePhase.Waiting:
                _holds.Add(At("timer", frame, $"It waits until {Iso(frame.Work)}.") with { Due = frame.Work, Next = [$"continuo instance show {State.Id} --wait 1m"] });
                break;
            case FramePhase.Listening when frame.Inbox is { Satisfied: false } inbox:
                _keys.UnionWith(inbox.Keys);
                _since = Math.Min(_since, inbox.Floors.DefaultIfEmpty(0).Min());
                _holds.Add(ListenHolds.Of(d, frame, candidates) with { Position = PositionOf(frame), Due = frame.Deadline });
                break;
        }
    }

    private void OfEffect(PendingEffect effect)
    {
        var frame = State.Frames.GetValueOrDefault(effect.Frame);
        if (effect.Kind == EffectKind.StartChild && (effect.ChildStarted || effect.Arguments["await"].IsTruthy) && frame is not null)
        {
            var child = State.Id.Child(effect.Id);
            _children.Add(child);
            _holds.Add(At("child", frame, $"It waits for its child '{child}'.") with
            {
                Evidence = JsonObject.Of(("child", child.Text), ("workflow", $"{effect.Arguments["namespace"].AsString}/{effect.Arguments["name"].AsString}"), ("isStarted", effect.ChildStarted)),
                Next = [$"continuo instance explain {child}"],
            });
            return;
        }

        var word = Words.Of(effect.Kind);
        var isInFlight = slots.IsInFlight(effect.Id, effect.Attempt);
        var evidence = new JsonObject.Builder().Set("effect", word).Set("attempt", Requests.Of(State, d.Definition, effect.Id).Attempt);
        if (TargetOf(effect) is { } target)
        {
            evidence.Set("target", target);
        }

        if (frame is null)
        {
            var owed = $"It has ended and still owes: {word}{(effect.Kind == EffectKind.NotifyParent ? $" to '{State.Parent?.Instance}'" : "")}.";
            _holds.Add(new("effect-owed", null, "", owed) { Evidence = evidence.Build(), Next = [$"continuo instance history {State.Id}"] });
            return;
        }

        if (LastErrorAround(frame) is { } last)
        {
            evidence.Set("lastError", last.ToJson());
        }

        _holds.Add(At(
            isInFlight ? "effect-in-flight" : "effect-queued",
            frame,
            isInFlight ? $"A call ({word}) is under way and has not answered." : $"A call ({word}) waits for its turn: too many are under way, or whoever takes it is busy.") with
        {
            Due = DeadlineAround(frame),
            Evidence = evidence.Build(),
            Next = [$"continuo instance history {State.Id}", $"continuo instance cancel {State.Id}"],
        });
    }

    private Hold At(string cause, Frame frame, string why) =>
        new(cause, d.Definition.Nodes[frame.Node].Pointer, frame.Path, why) { Position = PositionOf(frame), Since = frame.Since };

    private TextPosition PositionOf(Frame frame) => d.Definition.Nodes[frame.Node].Position;

    private WorkflowError? LastErrorAround(Frame frame)
    {
        for (var at = frame; at is not null; at = State.ParentOf(at))
        {
            if (at is { Kind: FrameKind.Try, Attempt: > 0, Caught: { } caught })
            {
                return caught;
            }
        }

        return null;
    }

    private DateTimeOffset? DeadlineAround(Frame frame)
    {
        DateTimeOffset? earliest = null;
        for (var at = frame; at is not null; at = State.ParentOf(at))
        {
            earliest = at.Deadline is { } own && (earliest is null || own < earliest) ? own : earliest;
        }

        return earliest;
    }

    private static string? TargetOf(PendingEffect effect) => effect.Kind switch
    {
        EffectKind.Http => $"{effect.Arguments["method"].AsString} {effect.Arguments["uri"].AsString ?? "(with a secret)"}",
        EffectKind.Function => effect.Arguments["name"].AsString,
        EffectKind.CancelChild => effect.Arguments["id"].AsString,
        EffectKind.Process => effect.Arguments["run"].AsString,
        _ => null,
    };

    internal static string Iso(DateTimeOffset? time) =>
        time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) : "?";
}
