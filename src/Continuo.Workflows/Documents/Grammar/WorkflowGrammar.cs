using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>What the loader accepts, as a JSON Schema of the dialect 2020-12 with descriptions, for editors.</summary>
/// <remarks>It says what form a document has. What refers to what, and whether expressions compile, only the loader knows.</remarks>
public static class WorkflowGrammar
{
    public static JsonObject Schema { get; } = Build();

    private static JsonObject Build()
    {
        var definitions = new JsonObject.Builder(64);
        foreach (var (name, form) in DataForms.All().Concat(AuthenticationForms.All()).Concat(EventForms.All()).Concat(CallForms.All()).Concat(ProcessForms.All()).Concat(TaskForms.All()))
        {
            definitions.Set(name, form);
        }

        var root = Form.Object(
            "A workflow of the Open Workflow Specification, DSL 1.0.x.",
            ("document!", Head()),
            ("evaluate", Form.Object(
                "How expressions are read.",
                ("language", Form.Text("jq, the default, or javascript.")),
                ("mode", Form.Choice("strict: only `${ }` is an expression; loose: every text is tried as one.", "strict", "loose")))),
            ("use", Use()),
            ("input", Form.Ref("input")),
            ("output", Form.Ref("output")),
            ("timeout", Form.Ref("timeout")),
            ("schedule", Form.Ref("schedule")),
            ("do!", Form.Ref("tasks", "What the workflow does.")));
        return JsonObject.Of(("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", "Workflow")).Merge(root).With("$defs", definitions.Build());
    }

    private static JsonObject Head() => Form.Object(
        "What the workflow is.",
        ("dsl!", Form.Pattern("The version of the language, such as '1.0.3'.", Patterns.Dsl().ToString())),
        ("namespace!", Form.Ref("name", "Whose workflow it is.")),
        ("name!", Form.Ref("name", "What it is called.")),
        ("version!", Form.Ref("version", "Its version, in quotes: '1.0.0'.")),
        ("title", Form.Text("What people call it.")),
        ("summary", Form.Text("What it is for, in Markdown.")),
        ("tags", JsonObject.Of(("type", "object"), ("description", "Words to find it by."))),
        ("metadata", Form.Open("Whatever you want to say.", ("continuo", MetadataForms.OfDocument()))));

    private static JsonObject Use() => Form.Object(
        "What tasks refer to by name.",
        ("secrets", Form.ListOf("Names of secrets: only these can be read.", JsonObject.Of(("type", "string"), ("minLength", 1)))),
        ("authentications", Form.Map("Ways to prove who calls.", Form.Ref("policy"))),
        ("errors", Form.Map("Errors to raise.", Form.Ref("error"))),
        ("retries", Form.Map("Retry policies.", Form.Ref("retry"))),
        ("timeouts", Form.Map("Limits of time.", Form.Ref("timeoutPolicy"))),
        ("catalogs", Form.Map("Where functions are found: `call: NAME:VERSION@CATALOG`.", Form.Object("A catalog.", ("endpoint!", Form.Ref("endpoint", "Where it is."))))),
        ("extensions", Form.Named("What is done before and after tasks of a kind.", Form.Object(
            "An extension.",
            ("extend!", Form.OneOf("The kind of tasks.", UseBodiesReader.Extendable)),
            ("when", Form.Expression("Only if this holds.")),
            ("before", Form.Ref("tasks", "What is done before.")),
            ("after", Form.Ref("tasks", "What is done after."))))),
        ("functions", Form.Map("Tasks to call: `call: NAME`.", Form.Ref("task"))));
}
