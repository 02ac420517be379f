using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>Tasks.</summary>
internal static class TaskForms
{
    public static IEnumerable<(string Name, JsonObject Form)> All()
    {
        yield return ("tasks", Form.Named("Tasks, one after the other.", Form.Ref("task")));
        yield return ("then", Form.Text("Where the flow goes: continue, exit, end, or the name of a task of the same list."));
        yield return ("task", Task());
        yield return ("catch", Form.Object(
            "What is done about an error.",
            ("errors", Form.Object("Which errors; all unless told otherwise.", ("with", Form.Object(
                "Members that the error must have.",
                ("type", Form.Any("Its type, a URI.")),
                ("status", JsonObject.Of(("type", JsonArray.Of("number", "string")), ("description", "Its status."))),
                ("title", Form.Any("Its title.")),
                ("detail", Form.Any("Its detail.")),
                ("details", Form.Any("As `detail`, as older documents write it.")),
                ("instance", Form.Any("Where it happened."))).NotEmpty()))),
            ("as", Form.Ref("variable", "The variable that holds the error; `error` unless told otherwise.")),
            ("when", Form.Expression("Only if this holds; `.` is the error.")),
            ("exceptWhen", Form.Expression("Not if this holds; `.` is the error.")),
            ("retry", Form.Either("When it is tried again, or the name of that in `use.retries`.", Form.Ref("retry"), Form.Text("A name in `use.retries`."))),
            ("do", Form.Ref("tasks", "What is done when it is not tried again.")),
            ("then", Form.Ref("then", "Where the flow goes after an error."))));
        yield return ("metadata", Form.Open("Whatever you want to say.", ("continuo", MetadataForms.OfTask())));
    }

    private static JsonObject Task() => Form.Object("A task: exactly one of call, do, emit, for, fork, listen, raise, run, set, switch, try and wait.", [.. Kinds(), .. Common()])
        .With("oneOf", JsonArray.Own([.. TaskReader.Keywords.Select(Has)]))
        .With("dependentRequired", JsonObject.Of(
            ("with", JsonArray.Of("call")),
            ("foreach", JsonArray.Of("listen")),
            ("while", JsonArray.Of("for")),
            ("catch", JsonArray.Of("try")),
            ("for", JsonArray.Of("do")),
            ("try", JsonArray.Of("catch"))))
        .With("allOf", JsonArray.Own([.. CallForms.Calls.Select(Arguments)]));

    /// <summary>A loop's tasks are its own <c>do</c>.</summary>
    private static JsonValue Has(string keyword) => keyword == "do"
        ? JsonObject.Of(("required", JsonArray.Of("do")), ("not", JsonObject.Of(("required", JsonArray.Of("for")))))
        : JsonObject.Of(("required", JsonArray.Of(keyword)));

    private static JsonValue Arguments(string call) => JsonObject.Of(
        ("if", JsonObject.Of(("properties", JsonObject.Of(("call", JsonObject.Of(("const", call))))), ("required", JsonArray.Of("call")))),
        ("then", JsonObject.Of(("properties", JsonObject.Of(("with", Form.Ref(call)))), ("required", JsonArray.Of("with")))));

    private static (string, JsonValue)[] Common() =>
    [
        ("if", Form.Expression("Whether the task is done; `.` is its raw input.")),
        ("input", Form.Ref("input")),
        ("output", Form.Ref("output")),
        ("export", Form.Ref("export")),
        ("timeout", Form.Ref("timeout")),
        ("then", Form.Ref("then")),
        ("metadata", Form.Ref("metadata")),
    ];

    private static (string, JsonValue)[] Kinds() =>
    [
        ("call", Form.Text("http, openapi, grpc, asyncapi, mcp, a2a, a function of `use.functions` or of the host, its URI, or NAME:VERSION@CATALOG.")),
        ("with", Form.Ref("arguments", "The arguments of the call.")),
        ("do", Form.Ref("tasks", "Tasks that are one.")),
        ("emit", Form.Object("Publishes an event.", ("event!", Form.Open("The event.", ("with!", Event()))))),
        ("for", Form.Object(
            "Does its tasks for each item of a list.",
            ("each", Form.Ref("variable", "The variable that holds the item; `item` unless told otherwise.")),
            ("in!", Form.Either("The list.", Form.Expression("An expression that gives a list."), JsonObject.Of(("type", "array")))),
            ("at", Form.Ref("variable", "The variable that holds the item's number; `index` unless told otherwise.")))),
        ("while", Form.Expression("Goes on as long as this holds.")),
        ("fork", Form.Object(
            "Does tasks side by side.",
            ("branches!", Form.Ref("tasks", "Each task is a branch.")),
            ("compete", Form.Flag("Whether the first that succeeds ends the others, and gives the output.", otherwise: false)))),
        ("listen", Form.Object(
            "Waits for events.",
            ("to!", Form.Ref("strategy", "Which events.")),
            ("read", Form.Choice("What of the events is the output.", "data", "envelope", "raw")))),
        ("foreach", Form.Ref("iterator")),
        ("raise", Form.Object("Raises an error.", ("error!", Form.Either("The error, or its name in `use.errors`.", Form.Ref("error"), Form.Text("A name in `use.errors`."))))),
        ("run", Form.Ref("run")),
        ("set", Form.Either("Sets the data.", JsonObject.Of(("type", "object"), ("minProperties", 1)), Form.Text("An expression in `${ }`."))),
        ("switch", Form.Named("The first case that holds says where the flow goes.", Form.Object(
            "A case; the one without `when` is taken when no other holds.",
            ("when", Form.Expression("Whether the case holds.")),
            ("then!", Form.Ref("then")))).With("minItems", 1)),
        ("try", Form.Ref("tasks", "Tasks whose errors are caught.")),
        ("catch", Form.Ref("catch")),
        ("wait", Form.Ref("duration", "How long nothing is done.")),
    ];

    private static JsonObject Event() => Form.Open(
        "Its attributes, those of CloudEvents and your own.",
        ("type!", Form.Text("What happened.")),
        ("id", Form.Text("Made unless given.")),
        ("source", Form.Text("Where it happened; the workflow unless told otherwise.")),
        ("subject", Form.Text("To what it happened.")),
        ("time", Form.Text("When it happened.")),
        ("datacontenttype", Form.Text("What kind of data.")),
        ("dataschema", Form.Text("What the data match.")),
        ("data", Form.Any("The data."))).With("propertyNames", JsonObject.Of(("pattern", EventForm.NamePattern)));
}
