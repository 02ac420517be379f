using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Explaining;

/// <summary>What a listener waits for, as its expressions came out, and which events came near.</summary>
internal static class ListenHolds
{
    private const int MostMisses = 10;

    public static Hold Of(Decision d, Frame frame, ImmutableArray<StoredEvent> candidates)
    {
        var task = (ListenTask)d.Definition.Nodes[frame.Node];
        var inbox = frame.Inbox!;
        var filters = task.To.Filters.Select((filter, i) => (JsonValue)Filter(inbox, filter, isUntil: false, i, task.To is EventStrategy.All && (inbox.Met & (1UL << i)) != 0)).ToList();
        if (task.To is EventStrategy.Any { UntilEvents: { } until })
        {
            filters.AddRange(until.Filters.Select((filter, i) => (JsonValue)Filter(inbox, filter, isUntil: true, i, (inbox.UntilMet & (1UL << i)) != 0)));
        }

        var evidence = new JsonObject.Builder()
            .Set("filters", JsonArray.Own([.. filters]))
            .Set("taken", frame.Items.AsArray?.Count ?? 0)
            .Set("since", inbox.Floors.DefaultIfEmpty(0).Min());
        var misses = Misses(d, frame, task, candidates);
        if (misses.Length > 0)
        {
            evidence.Set("nearMisses", JsonArray.Own([.. misses]));
        }

        var what = task.To.Filters.IsEmpty ? "any event" : string.Join(task.To is EventStrategy.All ? " and " : " or ", task.To.Filters.Select(NameOf));
        return new Hold("event", task.Pointer, frame.Path, $"It waits for {what}{(misses.Length > 0 ? $"; {misses.Length} that came did not match" : "")}.")
        {
            Since = frame.Since,
            Evidence = evidence.Build(),
            Next = [Publish(inbox, task)],
        };
    }

    private static JsonObject Filter(Inbox inbox, EventFilter filter, bool isUntil, int index, bool isMet)
    {
        var with = new JsonObject.Builder();
        foreach (var (name, template) in filter.With)
        {
            with.Set(name, Shown(template));
        }

        var correlate = new JsonObject.Builder();
        foreach (var correlation in filter.Correlate)
        {
            var isBound = inbox.Bound.TryGetValue(EventMatching.BindingOf(correlation, isUntil, index), out var expected);
            correlate.Set(correlation.Name, isBound
                ? JsonObject.Of(("from", correlation.From.Source), ("expect", expected))
                : JsonObject.Of(("from", correlation.From.Source), ("expect", "(what the first event has)")));
        }

        var members = new JsonObject.Builder().Set("with", with.Build());
        if (filter.Correlate.Length > 0)
        {
            members.Set("correlate", correlate.Build());
        }

        return members.Set("isUntil", isUntil).Set("isMet", isMet).Build();
    }

    private static JsonValue Shown(ValueTemplate template) => template switch
    {
        ValueTemplate.Literal literal => literal.Value,
        ValueTemplate.Computed computed => $"${{ {computed.Expression.Source} }}",
        ValueTemplate.Loose loose => loose.Text,
        ValueTemplate.Members members => JsonObject.Of([.. members.Of.Select(member => (member.Key, Shown(member.Value)))]),
        ValueTemplate.Items items => JsonArray.Own([.. items.Of.Select(Shown)]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ImmutableArray<JsonValue> Misses(Decision d, Frame frame, ListenTask task, ImmutableArray<StoredEvent> candidates)
    {
        var misses = ImmutableArray.CreateBuilder<JsonValue>();
        var floor = frame.Inbox!.Floors.DefaultIfEmpty(0).Min();
        foreach (var candidate in candidates.Where(candidate => candidate.N > floor).OrderByDescending(candidate => candidate.N))
        {
            var why = task.To.Filters
                .Select((filter, i) => (Key: EventMatching.KeyOf(filter), Why: EventMatching.WhyNot(d, frame, filter, isUntil: false, i, candidate.Event)))
                .Where(tried => tried.Key == EventKey.Any || tried.Key == EventKey.OfType(candidate.Type))
                .ToList();
            if (why.Count > 0 && why.TrueForAll(tried => tried.Why is not null) && misses.Count < MostMisses)
            {
                misses.Add(JsonObject.Of(
                    ("position", candidate.N),
                    ("id", candidate.Event["id"]),
                    ("source", candidate.Event["source"]),
                    ("type", candidate.Type),
                    ("why", string.Join("; ", why.Select(tried => tried.Why)))));
            }
        }

        return misses.ToImmutable();
    }

    private static string NameOf(EventFilter filter) =>
        filter.With.FirstOrDefault(attribute => attribute.Key == "type").Value is ValueTemplate.Literal { Value.IsString: true } type ? $"an event of type '{type.Value.String}'" : "an event";

    private static string Publish(Inbox inbox, ListenTask task)
    {
        var type = task.To.Filters.SelectMany(filter => filter.With).FirstOrDefault(attribute => attribute.Key == "type").Value is ValueTemplate.Literal { Value.IsString: true } literal ? literal.Value.String : "...";
        var source = task.To.Filters.SelectMany(filter => filter.With).FirstOrDefault(attribute => attribute.Key == "source").Value is ValueTemplate.Literal { Value.IsString: true } given ? given.Value.String : "/by-hand";
        var data = inbox.Bound.Count == 0 ? JsonObject.Empty : JsonObject.Of([.. inbox.Bound.Select(bound => (bound.Key[(bound.Key.LastIndexOf('.') + 1)..], bound.Value))]);
        return $"continuo event publish '{(JsonValue)JsonObject.Of(("specversion", "1.0"), ("id", "by-hand-1"), ("source", source), ("type", type), ("data", data))}'";
    }
}
