using Continuo.Workflows.Json;
using Continuo.Workflows.Tests.Expressions;
using CsCheck;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>Random documents of the language: most of them are right, all of them could have been written by somebody.</summary>
internal static class Definitions
{
    private static readonly Gen<string> s_names = JqPrograms.Pick("a", "b", "c", "first task", "ü", "1", "then", "x.y/z~");

    private static readonly Gen<JsonValue> s_expressions = JqPrograms.Pick(
        ".a", "${ .a.b }", "$context.a", "${ $input }", "${ [.a[]?] | length }", ". == null", "${ $workflow.id }", "${ \"x\" + (.a // \"y\") }", "text", "${ .a as $x | $x }").Select(text => (JsonValue)text);

    private static readonly Gen<JsonValue> s_durations = Gen.OneOf(
        JqPrograms.Pick("PT1S", "P1DT2H", "PT0.5S", "${ .d }").Select(text => (JsonValue)text),
        Gen.Select(JqPrograms.Pick("days", "hours", "minutes", "seconds", "milliseconds"), Gen.Int[0, 100], (unit, count) => (JsonValue)JsonObject.Of((unit, count))));

    private static readonly Gen<JsonValue> s_schemas = JqPrograms.Pick(
        "{}", "{\"type\":\"object\"}", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}", "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"properties\":{\"a\":{\"$ref\":\"#\"}}}}}", "true")
        .Select(JsonValue.Parse);

    private static readonly Gen<JsonValue> s_filters = Gen.Select(JqPrograms.Pick("x", "y"), Gen.Bool, (type, correlates) => (JsonValue)(correlates
        ? JsonObject.Of(("with", JsonObject.Of(("type", type))), ("correlate", JsonObject.Of(("id", JsonObject.Of(("from", ".data.id"))))))
        : JsonObject.Of(("with", JsonObject.Of(("type", type))))));

    private static readonly Gen<JsonValue> s_tasks = Gen.Recursive<JsonValue>((depth, inner) => Gen.Select(
        depth > 3 ? Leaf : Gen.Frequency((3, Leaf), (2, Composite(List(inner)))),
        Common,
        (task, common) => common(task.Object)));

    /// <summary>The whole document.</summary>
    public static Gen<JsonValue> Documents { get; } = Gen.Select(List(s_tasks), Gen.Bool, s_schemas, s_durations, (tasks, hasInput, schema, timeout) =>
    {
        var document = new JsonObject.Builder()
            .Set("document", JsonObject.Of(("dsl", "1.0.3"), ("namespace", "tests"), ("name", "random"), ("version", "1.0.0")))
            .Set("use", JsonObject.Of(("secrets", JsonArray.Of("key")), ("timeouts", JsonObject.Of(("short", JsonObject.Of(("after", timeout)))))))
            .Set("do", tasks);
        return (JsonValue)(hasInput ? document.Set("input", JsonObject.Of(("schema", JsonObject.Of(("document", schema))), ("from", "."))) : document).Build();
    });

    private static Gen<JsonValue> Leaf => Gen.OneOf(
        Gen.Select(s_names, JqPrograms.Values, s_expressions, (name, value, expression) => Task("set", JsonObject.Of((name, value), ("e", expression)))),
        s_durations.Select(duration => Task("wait", duration)),
        Gen.Int[400, 600].Select(status => Task("raise", JsonObject.Of(("error", JsonObject.Of(("type", "http://a/b"), ("status", status)))))),
        Gen.Select(s_expressions, s_names, (when, to) => Task("switch", JsonArray.Of(JsonObject.Of(("x", JsonObject.Of(("when", when), ("then", "continue")))), JsonObject.Of(("y", JsonObject.Of(("then", to))))))),
        s_filters.Array[0, 3].Select(filters => Task("listen", JsonObject.Of(("to", JsonObject.Of(("any", JsonArray.Own(filters))))))),
        s_expressions.Select(data => Task("emit", JsonObject.Of(("event", JsonObject.Of(("with", JsonObject.Of(("type", "x"), ("data", data)))))))),
        s_expressions.Select(body => Task("call", "http").Object.With("with", JsonObject.Of(("method", "post"), ("endpoint", "http://a/{b}"), ("body", body)))).Select(task => (JsonValue)task),
        JqPrograms.Values.Select(value => (JsonValue)Task("call", "greet").Object.With("with", JsonObject.Of(("value", value)))),
        Gen.Const(Task("run", JsonObject.Of(("shell", JsonObject.Of(("command", "ls")))))));

    /// <summary>What may stand beside any task.</summary>
    private static Gen<Func<JsonObject, JsonValue>> Common => Gen.Select(
        Gen.Int[0, 30],
        s_expressions,
        s_schemas,
        s_names,
        (choice, expression, schema, name) => (Func<JsonObject, JsonValue>)(task => choice switch
        {
            0 => task.With("if", expression),
            1 => task.With("input", JsonObject.Of(("from", expression))),
            2 => task.With("output", JsonObject.Of(("as", expression), ("schema", JsonObject.Of(("document", schema))))),
            3 => task.With("export", JsonObject.Of(("as", expression))),
            4 => task.With("timeout", "short"),
            5 => task.With("then", "end"),
            6 => task.With("then", name),
            7 => task.With("metadata", JsonObject.Of((name, expression))),
            8 => task.With(name, expression),
            _ => task,
        }));

    private static Gen<JsonValue> Composite(Gen<JsonValue> list) => Gen.OneOf(
        list.Select(tasks => Task("do", tasks)),
        list.Select(tasks => Task("fork", JsonObject.Of(("branches", tasks)))),
        Gen.Select(list, s_expressions, (tasks, items) => (JsonValue)Task("for", JsonObject.Of(("in", items))).Object.With("do", tasks)),
        Gen.Select(list, list, (tasks, handler) => (JsonValue)Task("try", tasks).Object.With("catch", JsonObject.Of(("as", "e"), ("do", handler)))));

    private static Gen<JsonValue> List(Gen<JsonValue> task) => task.Array[0, 4].Select(tasks =>
        (JsonValue)JsonArray.Own([.. tasks.Select((body, index) => (JsonValue)JsonObject.Of(($"{(char)('a' + index)}", body)))]));

    private static JsonValue Task(string keyword, JsonValue body) => JsonObject.Of((keyword, body));
}
