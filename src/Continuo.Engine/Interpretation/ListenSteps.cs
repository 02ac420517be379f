using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Listening: an inbox, its end, and what is done with each event, one after the other.</summary>
internal static class ListenSteps
{
    /// <summary>Events that do not match may be looked at again after a restart (see <see cref="Inbox.Scanned"/>); beyond this many the place is recorded.</summary>
    private const int UnrecordedEvents = 1_000;

    public static void Step(Decision d, Frame frame)
    {
        var task = (ListenTask)d.Definition.Nodes[frame.Node];
        if (frame.Phase == FramePhase.Running)
        {
            Begin(d, frame, task);
        }
        else if (frame.Phase == FramePhase.Done)
        {
            TaskEntry.Close(d, frame);
        }
        else if (task.Foreach is { } each && frame.Pc < frame.Items.Array.Count)
        {
            ForeachSteps.Process(d, frame, each, task.Pointer);
        }
        else
        {
            d.Emit(new Fact.Heard(frame.Id));
        }
    }

    public static void Offer(Decision d, Frame frame, ImmutableArray<StoredEvent> events, long through)
    {
        var task = (ListenTask)d.Definition.Nodes[frame.Node];
        var inbox = frame.Inbox!;
        foreach (var stored in events)
        {
            if (inbox.Satisfied)
            {
                return;
            }

            if (stored.N > inbox.Scanned)
            {
                if (d.Turn.Bytes >= d.Limits.BytesPerTurn)
                {
                    // The rest is offered again: to the subscription with the place where this ends.
                    inbox.Scanned = stored.N - 1;
                    d.State.NewListeners.Add(frame.Id);
                    return;
                }

                Take(d, frame, task, stored);
            }
        }

        inbox.Scanned = Math.Max(inbox.Scanned, through);
        if (!inbox.Satisfied && inbox.Scanned - inbox.Mark > UnrecordedEvents)
        {
            d.Emit(new Fact.Passed(frame.Id, inbox.Scanned));
        }
    }

    /// <summary>The tasks for one event have ended.</summary>
    public static void EndEvent(Decision d, Frame body, Frame frame)
    {
        var task = (ListenTask)d.Definition.Nodes[frame.Node];
        ForeachSteps.End(d, body, frame, task.Foreach!, task.Pointer);
    }

    private static void Begin(Decision d, Frame frame, ListenTask task)
    {
        var bound = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonValue>>();
        var floors = new SortedDictionary<long, long>();
        Collect(task.To, isUntil: false);
        if (task.To is EventStrategy.Any { UntilEvents: { } until })
        {
            Collect(until, isUntil: true);
        }

        d.Emit(new Fact.Listening(frame.Id, [.. floors.Keys.Select(hash => new EventKey(hash))], [.. floors.Values], bound.ToImmutable()));

        void Collect(EventStrategy strategy, bool isUntil)
        {
            var filters = strategy.Filters;
            if (filters.IsEmpty)
            {
                floors[EventKey.Any.Hash] = FloorOf(d, task, EventKey.Any);
            }

            if (filters.Length > 64)
            {
                throw TaskFault.Of(ErrorTypes.Configuration, $"A listener has {filters.Length} filters; at most 64 are possible.", task.Pointer);
            }

            for (var i = 0; i < filters.Length; i++)
            {
                var key = EventMatching.KeyOf(filters[i]);
                floors[key.Hash] = FloorOf(d, task, key);
                foreach (var correlation in filters[i].Correlate)
                {
                    if (correlation.Expect is { } expect)
                    {
                        bound.Add(new(EventMatching.BindingOf(correlation, isUntil, i), d.Evaluate(expect, frame.In, d.BodyScope(frame), task.Pointer)));
                    }
                }
            }
        }
    }

    private static long FloorOf(Decision d, ListenTask task, EventKey key)
    {
        var since = task.Since.Kind switch
        {
            ListenSinceKind.Listen => d.Turn.EventTail,
            ListenSinceKind.Ago => 0,
            _ => d.State.EventMark,
        };
        return Math.Max(since, d.State.Consumed.GetValueOrDefault(key.Hash));
    }

    private static void Take(Decision d, Frame frame, ListenTask task, StoredEvent stored)
    {
        if (task.Since.Kind == ListenSinceKind.Ago && stored.At < frame.Since - task.Since.Ago)
        {
            return;
        }

        if (task.To is EventStrategy.Any { UntilEvents: { } until } && FirstMatch(d, frame, until, isUntil: true, stored) is { } end)
        {
            var met = frame.Inbox!.UntilMet | Bit(end.Filter);
            Emit(d, frame, task, stored, end, isUntil: true, null, until is not EventStrategy.All all || met == Mask(all.Each.Length));
        }
        else if (FirstMatch(d, frame, task.To, isUntil: false, stored) is { } match)
        {
            var value = Read(task, stored);
            Emit(d, frame, task, stored, match, isUntil: false, value, IsSatisfied(d, frame, task, match.Filter, value));
        }
    }

    private static void Emit(Decision d, Frame frame, ListenTask task, StoredEvent stored, Matched match, bool isUntil, JsonValue? value, bool satisfied) =>
        d.Emit(new Fact.Taken(frame.Id, stored.N, match.Key, match.Filter, isUntil, value, match.Learned, satisfied, Queued: task.Foreach is not null && value is not null));

    private static Matched? FirstMatch(Decision d, Frame frame, EventStrategy strategy, bool isUntil, StoredEvent stored)
    {
        var inbox = frame.Inbox!;
        var filters = strategy.Filters;
        var isLifecycle = stored.Type.StartsWith(EventFilter.LifecyclePrefix, StringComparison.Ordinal);
        if (filters.IsEmpty)
        {
            return stored.N > Floor(inbox, EventKey.Any) && !isLifecycle ? new Matched(-1, EventKey.Any, []) : null;
        }

        var done = isUntil ? inbox.UntilMet : inbox.Met;
        for (var i = 0; i < filters.Length; i++)
        {
            var key = EventMatching.KeyOf(filters[i]);
            var isTaken = strategy is EventStrategy.All && (done & Bit(i)) != 0;
            if (!isTaken && (!isLifecycle || filters[i].AsksForLifecycle) && stored.N > Floor(inbox, key) && EventMatching.Match(d, frame, filters[i], isUntil, i, stored.Event) is { } learned)
            {
                return new Matched(i, key, learned);
            }
        }

        return null;
    }

    private static bool IsSatisfied(Decision d, Frame frame, ListenTask task, int filter, JsonValue value)
    {
        switch (task.To)
        {
            case EventStrategy.All all:
                return (frame.Inbox!.Met | Bit(filter)) == Mask(all.Each.Length);
            case EventStrategy.Any { Until: { } until }:
                return d.Evaluate(until, frame.Items.Array.Append(value), d.BodyScope(frame), task.Pointer).IsTruthy;
            case EventStrategy.Any any:
                return any.UntilEvents is null;
            default:
                return true;
        }
    }

    private static JsonValue Read(ListenTask task, StoredEvent stored) => Read(task.Read, task.Place && stored.Event.AsObject is { } whole ? whole.With("continuoplace", stored.N) : stored.Event);

    private static JsonValue Read(EventRead read, JsonValue value) => read switch
    {
        EventRead.Envelope => value,
        EventRead.Raw when value["data_base64"].IsString => value["data_base64"],
        EventRead.Raw => value["data"].AsString ?? value["data"].ToString(),
        _ => value["data"].IsNull ? value["data_base64"] : value["data"],
    };

    private static long Floor(Inbox inbox, EventKey key) => inbox.Floors[Array.IndexOf(inbox.Keys, key)];

    private static ulong Bit(int filter) => filter < 0 ? 0 : 1UL << filter;

    private static ulong Mask(int filters) => filters >= 64 ? ulong.MaxValue : (1UL << filters) - 1;

    private readonly record struct Matched(int Filter, EventKey Key, ImmutableArray<KeyValuePair<string, JsonValue>> Learned);
}
