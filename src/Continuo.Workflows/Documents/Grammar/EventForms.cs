using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>Events, schedules, errors.</summary>
internal static class EventForms
{
    public static IEnumerable<(string Name, JsonObject Form)> All()
    {
        yield return ("filter", Form.Object(
            "Which events.",
            ("with!", Form.Map("Attributes that the event must have; an expression is evaluated on the attribute's value.", true).NotEmpty()),
            ("correlate", Form.Map("What ties events to each other and to the task.", Form.Object(
                "One correlation.",
                ("from!", Form.Expression("Reads the event.")),
                ("expect", DataForms.Scalar.Object.With("description", "What it must give; without it the first event decides.")))))));
        yield return ("strategy", Strategy(Form.Either("When enough was consumed: an expression on the events so far, or events that end it.", Form.Expression("An expression."), Form.Ref("ending"))));
        yield return ("ending", Strategy(null));
        yield return ("iterator", Form.Object(
            "What is done with each event or message, one after the other.",
            ("item", Form.Ref("variable", "The variable that holds it; `item` unless told otherwise.")),
            ("at", Form.Ref("variable", "The variable that holds its number; `index` unless told otherwise.")),
            ("do", Form.Ref("tasks", "What is done.")),
            ("output", Form.Ref("output", "What is made of the output of each.")),
            ("export", Form.Ref("export"))));
        yield return ("schedule", Form.Object(
            "What starts the workflow by itself.",
            ("every", Form.Ref("duration", "Starts it again and again, this long after the start before.")),
            ("after", Form.Ref("duration", "Starts it again, this long after the end before.")),
            ("cron", Form.Text("Five fields (minute, hour, day, month, weekday), or six with seconds first. `CRON_TZ=Europe/Berlin ` before them names a time zone.")),
            ("on", Form.Ref("strategy", "Starts it on events.")),
            ("read", Form.Choice("What of the events becomes the input.", "data", "envelope", "raw")))
            .AtLeastOne("every", "after", "cron", "on")
            .With("dependentRequired", JsonObject.Of(("read", JsonArray.Of("on")))));
        yield return ("error", Form.Object(
            "An error.",
            ("type!", Form.Text("A URI that says what kind of error it is.")),
            ("status!", Form.Whole("An HTTP status.")),
            ("title", Form.Text("In a few words.")),
            ("detail", Form.Text("In more words.")),
            ("instance", Form.Text("Where it happened; the task that raises it unless told otherwise."))));
        yield return ("retry", Form.Object(
            "When and how often it is tried again.",
            ("when", Form.Expression("Only if this holds; `.` is the error.")),
            ("exceptWhen", Form.Expression("Not if this holds; `.` is the error.")),
            ("delay", Form.Ref("duration", "The pause before the first retry.")),
            ("backoff", Form.Object(
                "How the pauses grow.",
                ("constant", JsonObject.Of(("type", "object"), ("description", "They do not."))),
                ("linear", JsonObject.Of(("type", "object"), ("description", "By the delay each time."))),
                ("exponential", JsonObject.Of(("type", "object"), ("description", "They double each time.")))).One("constant", "linear", "exponential")),
            ("limit", Form.Object(
                "When it is given up.",
                ("attempt", Form.Object(
                    "Of attempts.",
                    ("count", Form.Whole("How many retries.", 0)),
                    ("duration", Form.Ref("duration", "How long one attempt may take.")))),
                ("duration", Form.Ref("duration", "No attempt starts later than this after the first.")))),
            ("jitter", Form.Object(
                "A random time that is added to each pause.",
                ("from!", Form.Ref("duration", "At least.")),
                ("to!", Form.Ref("duration", "At most."))))));
    }

    private static JsonObject Strategy(JsonObject? until)
    {
        var filters = Form.ListOf("Filters; an event that matches one of them counts.", Form.Ref("filter"));
        (string, JsonValue)[] kinds = [("one", Form.Ref("filter", "One event.")), ("all", Form.ListOf("One event for each of the filters.", Form.Ref("filter")).With("minItems", 1)), ("any", filters)];
        return until is null
            ? Form.Object("Which events end it.", kinds).One("one", "all", "any")
            : Form.Object("Which events, and when that is enough.", [.. kinds, ("until", until)]).One("one", "all", "any").With("dependentRequired", JsonObject.Of(("until", JsonArray.Of("any"))));
    }
}
