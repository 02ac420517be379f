using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using static Continuo.Runtime.Schedules.StarterDocument;

namespace Continuo.Runtime.Schedules;

/// <summary>What a starter does for <c>schedule.on</c>.</summary>
internal static class EventStarters
{
    /// <summary>The branches: one that listens as the schedule says, or for <c>all</c> one for each filter, which gather in the context until a group is complete.</summary>
    public static IEnumerable<JsonValue[]> Of(WorkflowDefinition scheduled, EventStrategy on)
    {
        var read = scheduled.Schedule!.Read;
        return on is EventStrategy.All
            ? Hearing(scheduled, on, EventRead.Envelope, Begin(scheduled, $"${{ .data | map({Read(read)}) }}", awaits: false, then: "hear"))
            : Hearing(scheduled, on, read, Begin(scheduled, "${ .data }", awaits: false, then: "hear"));
    }

    /// <summary>The branches with <paramref name="heard"/> in place of the start: tasks whose input is the list of events that start one instance.</summary>
    public static IEnumerable<JsonValue[]> Hearing(WorkflowDefinition scheduled, EventStrategy on, EventRead read, JsonValue[] heard)
    {
        var written = scheduled.Document["schedule"]["on"];
        return on is EventStrategy.All all
            ? all.Each.Select((filter, i) => Gatherer(filter, written["all"].Array[i], i, all.Each.Length, heard))
            : [Listener(written, read, heard)];
    }

    private static JsonValue[] Listener(JsonValue written, EventRead read, JsonValue[] heard) =>
        [Named("hear", JsonObject.Of(("listen", JsonObject.Of(("to", written), ("read", read.ToString().ToLowerInvariant()))))), .. heard];

    private static JsonValue[] Gatherer(EventFilter filter, JsonValue written, int index, int count, JsonValue[] heard)
    {
        // What a correlation without an expectation gives is the group; one with an expectation only filters.
        var learnt = filter.Correlate.Where(correlation => correlation.Expect is null).OrderBy(correlation => correlation.Name, StringComparer.Ordinal).ToList();
        var key = $"([{string.Join(", ", learnt.Select(correlation => $"({correlation.From.Source})"))}] | if any(.[]; . == null) then null else tojson end)";
        var to = new JsonObject.Builder(2).Set("with", written["with"]);
        var expected = new JsonObject.Builder(2);
        foreach (var correlation in filter.Correlate.Where(correlation => correlation.Expect is not null))
        {
            expected.Set(correlation.Name, written["correlate"][correlation.Name]);
        }

        if (expected.Build() is { Count: > 0 } correlate)
        {
            to.Set("correlate", correlate);
        }

        return
        [
            Named("hear", JsonObject.Of(
                ("listen", JsonObject.Of(("to", JsonObject.Of(("one", to.Build()))), ("read", "envelope"))),
                ("metadata", JsonObject.Of(("continuo", JsonObject.Of(("place", true))))),
                ("export", JsonObject.Of(("as", $$"""
                    .[0] as $event | ($event | {{key}}) as $key | $context
                    | if $key == null then . else .groups[$key]["{{index}}"] += [$event] end
                    """))))),
            Named("gather", JsonObject.Of(
                ("set", $$"""
                    ${ (.[0] | {{key}}) as $key | ($context.groups[$key // ""] // {}) as $group
                       | if ($group | length) == {{count}} then [$group[][0]] | sort_by(.continuoplace) | map(del(.continuoplace)) else null end }
                    """),
                ("export", JsonObject.Of(("as", $$"""
                    . as $ready | ($input[0] | {{key}}) as $key | $context
                    | if $ready == null then . else .groups[$key] |= with_entries(.value |= .[1:] | select(.value != [])) | .groups |= with_entries(select(.value != {})) end
                    """))))),
            Named("incomplete", JsonObject.Of(("switch", JsonArray.Own([Named("yes", JsonObject.Of(("when", ". == null"), ("then", "hear")))])))),
            .. heard,
        ];
    }

    private static string Read(EventRead read) => read switch
    {
        EventRead.Data => ".data",
        EventRead.Envelope => ".",
        _ => ".data_base64 // (.data | if type == \"string\" then . else tojson end)",
    };
}
