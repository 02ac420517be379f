using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>Values, shapes of data, durations, addresses.</summary>
internal static class DataForms
{
    public static JsonValue Scalar { get; } = JsonObject.Of(("type", JsonArray.Of("string", "number", "boolean", "null")));

    public static IEnumerable<(string Name, JsonObject Form)> All()
    {
        yield return ("expression", Form.Text("A jq expression; `${ }` around it is allowed and not needed."));
        yield return ("name", Form.Pattern("Up to 63 letters, digits and hyphens.", Patterns.Name().ToString()));
        yield return ("version", Form.Pattern("A semantic version, such as '1.0.0'.", Patterns.Version().ToString()));
        yield return ("variable", Form.Pattern("The name of a variable, without '$'.", Patterns.Variable().ToString()));
        yield return ("shape", Form.Either("An expression, or an object in which texts in `${ }` are expressions.", Form.Expression("What is made of the data."), JsonObject.Of(("type", "object"))));
        yield return ("pairs", Form.Either("Texts by name, or an expression in `${ }` that gives them.", Form.Map("Texts by name.", Scalar), Form.Text("An expression in `${ }`.")));
        yield return ("arguments", Form.Either(
            "An object in which texts in `${ }` are expressions, or one such expression.",
            JsonObject.Of(("type", "object")),
            Form.Text("An expression in `${ }`.")));
        yield return ("duration", Form.Either(
            "How long: `{seconds: 30}`, `PT30S`, or an expression in `${ }` that gives such a text.",
            Form.Object("Parts that are added up.", ("days", Part("Days.")), ("hours", Part("Hours.")), ("minutes", Part("Minutes.")), ("seconds", Part("Seconds.")), ("milliseconds", Part("Thousandths of seconds."))).NotEmpty(),
            Form.Pattern("An ISO 8601 duration such as P1DT12H, or an expression in `${ }`.", @"^(P[0-9A-Z.,]+|\s*\$\{[\s\S]*\}\s*)$")));
        yield return ("timeoutPolicy", Form.Object("A limit of time.", ("after!", Form.Ref("duration", "After which time the task, or the workflow, ends with the error `timeout`."))));
        yield return ("timeout", Form.Either("A limit of time, or its name in `use.timeouts`.", Form.Ref("timeoutPolicy"), Form.Text("A name in `use.timeouts`.")));
        yield return ("schema", Form.Object(
            "What the data must match.",
            ("format", Form.Text("`json`, the default: a JSON Schema of the dialect 2020-12.")),
            ("document", Form.Any("The schema itself.")),
            ("resource", Form.Ref("resource", "Where the schema is."))).One("document", "resource"));
        yield return ("input", Data("The data that come in.", ("from", Form.Ref("shape", "What is made of the input before it is used."))));
        yield return ("output", Data("The data that go out.", ("as", Form.Ref("shape", "What is made of the output."))));
        yield return ("export", Data("What becomes of the context.", ("as", Form.Ref("shape", "The new context, which replaces the one before; `$context` is the old one, `.` the output."))));
        yield return ("resource", Form.Object("A document elsewhere.", ("name", Form.Text("What it is called.")), ("endpoint!", Form.Ref("endpoint", "Where it is."))));
        yield return ("endpoint", Form.Either(
            "Where something is.",
            Form.Text("A URI, in which `{name}` is a property of the task's input, or an expression in `${ }`."),
            Form.Object(
                "A URI, and how to prove there who asks.",
                ("uri!", Form.Text("A URI, in which `{name}` is a property of the task's input, or an expression in `${ }`.")),
                ("authentication", Form.Ref("authentication")))));
    }

    private static JsonObject Part(string description) => Form.Whole(description, 0);

    private static JsonObject Data(string description, (string, JsonValue) shape) =>
        Form.Object(description, shape, ("schema", Form.Ref("schema", "What the data must match; else the task ends with the error `validation`.")));
}
