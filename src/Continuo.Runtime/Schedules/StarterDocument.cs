using System.IO.Hashing;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Schedules;

/// <summary>The built-in workflow that starts the instances of a scheduled one: a branch for each clock, for each kind of event a listener, round and round.</summary>
internal static class StarterDocument
{
    public const string Namespace = "continuo-starter";

    /// <summary>Asks whether a definition is the newest of its name: an older one is not started any more.</summary>
    public const string IsNewest = "continuo.schedule.isNewest";

    /// <summary>The workflow whose instance starts <paramref name="scheduled"/>.</summary>
    public static WorkflowDefinition Of(WorkflowDefinition scheduled)
    {
        var text = Text(scheduled);
        var loaded = WorkflowLoader.Load(text);
        return loaded.Definition ?? throw new InvalidOperationException($"The starter of {scheduled.Name} is not valid: {loaded.Diagnostics[0].Format("starter")}");
    }

    /// <summary>The name of the starters of a workflow, whatever its version.</summary>
    public static WorkflowName NameOf(WorkflowName scheduled) =>
        new(Namespace, $"{scheduled.Name[..Math.Min(40, scheduled.Name.Length)].TrimEnd('-')}-{Digest(scheduled.ToString())}");

    /// <param name="scheduled">What it starts.</param>
    /// <param name="time">From one: more when the same content was replaced by other content and has replaced that in turn.</param>
    public static InstanceId IdOf(WorkflowDefinition scheduled, int time)
    {
        var id = $"starter:{scheduled.Name.Namespace}:{scheduled.Name.Name}:{scheduled.Version.Replace('+', '_')}:{scheduled.Hash.Hex[..8]}{(time == 1 ? "" : $":{time}")}";
        return new InstanceId(InstanceId.MayBeGiven(id) ? id : $"starter:{Digest(id)}");
    }

    private static string Text(WorkflowDefinition scheduled)
    {
        var schedule = scheduled.Document["schedule"];
        var branches = new List<JsonValue>();
        Add("every", schedule["every"], given => Clock(scheduled, JsonObject.Of(("every", given), ("last", "${ .due }"))));
        Add("cron", schedule["cron"], given => Clock(scheduled, JsonObject.Of(("cron", given), ("zone", scheduled.Schedule!.TimeZone is { } zone ? (JsonValue)zone : default), ("last", "${ .due }"))));
        Add("after", schedule["after"], given => After(scheduled, given));
        if (scheduled.Schedule!.On is { } on)
        {
            branches.AddRange(EventStarters.Of(scheduled, on).Select((branch, i) => Named($"on{i}", Do(branch))));
        }

        return Text(scheduled, branches, $"Starts {scheduled.Name}@{scheduled.Version} by its schedule.");

        void Add(string kind, JsonValue given, Func<JsonValue, JsonValue[]> tasks)
        {
            if (!given.IsNull)
            {
                branches.Add(Named(kind, Do(tasks(given))));
            }
        }
    }

    public static string Text(WorkflowDefinition scheduled, List<JsonValue> branches, string summary)
    {
        JsonValue list = Named("schedule", JsonObject.Of(("fork", JsonObject.Of(("branches", JsonArray.Own([.. branches]))))));
        var body = JsonArray.Own([list]);

        // The letter: digits alone with a zero before them are no version.
        var version = $"1.0.0-s{Digest(scheduled.Hash.Hex + body)}";
        var name = NameOf(scheduled.Name);
        JsonValue document = JsonObject.Of(
            ("document", JsonObject.Of(
                ("dsl", "1.0.3"),
                ("namespace", name.Namespace),
                ("name", name.Name),
                ("version", version),
                ("summary", summary))),
            ("do", body));
        return document.ToString();
    }

    private static JsonValue[] Clock(WorkflowDefinition scheduled, JsonObject next) =>
    [
        Named("next", JsonObject.Of(("call", Ticks.Function), ("with", next))),
        Named("pause", JsonObject.Of(("wait", "${ .wait }"))),
        .. Begin(scheduled, JsonValue.Null, awaits: false, then: "next"),
    ];

    private static JsonValue[] After(WorkflowDefinition scheduled, JsonValue pause) =>
    [
        .. Begin(scheduled, JsonValue.Null, awaits: true, then: "continue"),
        Named("pause", JsonObject.Of(("wait", pause), ("then", "current"))),
    ];

    /// <summary>Starts an instance, unless there is a newer version; what it comes to is its own affair.</summary>
    public static JsonValue[] Begin(WorkflowDefinition scheduled, JsonValue input, bool awaits, string then)
    {
        var run = JsonObject.Of(
            ("namespace", scheduled.Name.Namespace),
            ("name", scheduled.Name.Name),
            ("version", scheduled.Version),
            ("input", input.IsNull ? "${ null }" : input));
        return
        [
            Named("current", JsonObject.Of(
                ("call", IsNewest),
                ("with", JsonObject.Of(("namespace", scheduled.Name.Namespace), ("name", scheduled.Name.Name), ("hash", scheduled.Hash.Hex))),
                ("output", JsonObject.Of(("as", "{ isNewest: ., data: $task.input }"))))),
            Named("replaced", JsonObject.Of(("switch", JsonArray.Own([Named("yes", JsonObject.Of(("when", ".isNewest | not"), ("then", "end")))])))),
            Named("start", JsonObject.Of(
                ("try", JsonArray.Own([Named("run", JsonObject.Of(("run", JsonObject.Of(("workflow", run), ("await", awaits)))))])),
                ("catch", JsonObject.Of()),
                ("output", JsonObject.Of(("as", "$input.data"))),
                ("then", then))),
        ];
    }

    public static JsonValue Named(string name, JsonValue task) => JsonObject.Of((name, task));

    public static JsonObject Do(JsonValue[] tasks) => JsonObject.Of(("do", JsonArray.Own(tasks)));

    private static string Digest(string text) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture)[..12];
}
