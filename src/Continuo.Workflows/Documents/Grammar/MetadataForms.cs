using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>What Continuo adds to the language.</summary>
internal static class MetadataForms
{
    public static JsonObject OfTask() => Form.Object(
        "What Continuo adds to the language.",
        ("compensate", Form.Either("What undoes this task when its scope ends by an error or a cancel: a task, or a list of tasks.", Form.Ref("task"), Form.Ref("tasks"))),
        ("once", Form.Flag("At most once: a call that was interrupted fails, and is not repeated.", otherwise: false)),
        ("idempotencyKey", Form.Text("Replaces the idempotency key of the call: a text, or an expression in `${ }`.")),
        ("since", Form.Pattern("From where in the event log: `start` of the instance, `listen` (from now on), or an ISO 8601 duration before that.", "^(start|listen|P[0-9A-Z.,]+)$")),
        ("place", Form.Flag("Events that are read as envelopes get `continuoplace`, their place in the event log: a number that grows with each.", otherwise: false)),
        ("engine", Engine()));

    public static JsonObject OfDocument() => Form.Object(
        "What Continuo adds to the language.",
        ("timeZone", Form.Text("The time zone of `schedule.cron`, such as Europe/Berlin; UTC unless told otherwise.")),
        ("readDefault", Form.Choice("What `schedule.on` reads of events when it has no `read`.", "data", "envelope")),
        ("engine", Engine()),
        ("index", Form.Object(
            "Values that lists of instances can be asked for: at most ten.",
            ("input", Form.Map("By name: an expression in `${ }` on the workflow's transformed input.", Form.Any("The value."))),
            ("output", Form.Map("By name: an expression in `${ }` on the workflow's output.", Form.Any("The value."))))));

    private static JsonObject Engine() => Form.Choice("What runs JavaScript: the installed node, or the embedded Jint.", "node", "jint");
}
