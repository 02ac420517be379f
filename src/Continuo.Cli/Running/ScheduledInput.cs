using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Schedules;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cli.Running;

/// <summary>The input of an instance that events start, and the events that were not needed for it.</summary>
/// <param name="Input">What the definition reads of each, in the order in which they came.</param>
/// <param name="Further">Those behind the last that was needed.</param>
internal sealed record ScheduledInput(JsonValue Input, ImmutableArray<JsonValue> Further)
{
    /// <summary>Hears the events as the schedule does; null when the time is up and they start nothing.</summary>
    public static async Task<ScheduledInput?> Hear(WorkflowDefinition scheduled, RunSettings settings, RunProgress progress, Stopwatch watch, CancellationToken cancellation)
    {
        // A store of its own: what hears is no business of the user's.
        var trigger = EventTrigger.Of(scheduled);
        await using var journal = new MemoryJournal(new MemoryStore());
        await using var node = new Node(new NodeOptions { Journal = journal, Definitions = journal, Queries = journal });
        await node.Start(cancellation);
        await node.Deploy(trigger, cancellation);
        if (await node.StartInstance(trigger.Name, trigger.Version, JsonValue.Null, new StartOptions(), cancellation) is not CommandResult.Started started)
        {
            return null;
        }

        var ended = await new EndWatch(node, trigger, progress, watch).Await(started.View, settings.Events, settings.Timeout, cancellation);
        if (ended.Status != InstanceStatus.Completed)
        {
            return null;
        }

        // Listeners of different filters that were given their events at once take them in an order of their own.
        var heard = ended.Output.Array.Select(one => settings.Events.IndexOf(one, new SameEvent())).Order().ToList();
        return new ScheduledInput(
            Of(heard.Select(index => settings.Events[index]), scheduled.Schedule!.Read),
            [.. settings.Events.Skip(heard.Count == 0 ? 0 : heard[^1] + 1)]);
    }

    private sealed class SameEvent : IEqualityComparer<JsonValue>
    {
        public bool Equals(JsonValue one, JsonValue other) => one["id"] == other["id"] && one["source"] == other["source"];

        public int GetHashCode(JsonValue one) => one["id"].GetHashCode();
    }

    private static JsonValue Of(IEnumerable<JsonValue> events, EventRead read) => JsonArray.Own([.. events.Select(given => read switch
    {
        EventRead.Data => given["data"],
        EventRead.Envelope => given,
        EventRead.Raw => Raw(given),
        _ => throw new UnreachableException(),
    })]);

    // The payload as it would stand in a binary message: text as it is, bytes as base64, JSON as its text.
    private static JsonValue Raw(JsonValue given)
    {
        if (given["data_base64"].AsString is { } bytes)
        {
            return bytes;
        }

        return given["data"].AsString ?? Encoding.UTF8.GetString(JsonWriter.WriteUtf8(given["data"]));
    }
}
