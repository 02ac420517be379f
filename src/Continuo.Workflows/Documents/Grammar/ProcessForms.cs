using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary><c>run</c>.</summary>
internal static class ProcessForms
{
    public static IEnumerable<(string Name, JsonObject Form)> All()
    {
        yield return ("run", Form.Object(
            "Another workflow, or a process.",
            ("workflow", Form.Object(
                "A workflow that is deployed.",
                ("namespace!", Form.Ref("name", "Its namespace.")),
                ("name!", Form.Ref("name", "Its name.")),
                ("version", Form.Either("Which version; the latest unless told otherwise.", Form.Ref("version"), JsonObject.Of(("const", "latest")))),
                ("input", Form.Any("Its input; this task's own input unless told otherwise.")))),
            ("shell", Form.Object("A command of the shell.", [("command!", Form.Text("The command, as a whole an expression in `${ }` or a text for the shell.")), .. Surroundings()])),
            ("script", Form.Object(
                "A script.",
                [
                    ("language!", Form.OneOf("Its language.", ProcessReader.Languages)),
                    ("code", Form.Text("The script itself.")),
                    ("source", Form.Ref("resource", "Where the script is.")),
                    .. Surroundings(),
                ]).One("code", "source")),
            ("container", Container()),
            ("await", Form.Flag("Whether the task ends when what it runs has ended, and not at once.", otherwise: true)),
            ("return", Form.Choice("What of an ended process is the output.", "stdout", "stderr", "code", "all", "none"))).One("workflow", "shell", "script", "container"));
    }

    private static JsonObject Container() => Form.Object(
        "A container.",
        [
            ("image!", Form.Text("The image.")),
            ("name", Form.Text("What the container is called.")),
            ("command", Form.Text("What it runs in place of its own command.")),
            ("ports", Form.Ref("pairs", "Ports of this machine to ports of the container.")),
            ("volumes", Form.Ref("pairs", "Folders of this machine to folders of the container.")),
            ("lifetime", Form.Object(
                "What becomes of the ended container.",
                ("cleanup!", Form.Choice("Whether it is removed.", "never", "always", "eventually")),
                ("after", Form.Ref("duration", "When it is removed `eventually`.")))
                .With("if", JsonObject.Of(("properties", JsonObject.Of(("cleanup", JsonObject.Of(("const", "eventually"))))), ("required", JsonArray.Of("cleanup"))))
                .With("then", JsonObject.Of(("required", JsonArray.Of("after"))))
                .With("else", JsonObject.Of(("not", JsonObject.Of(("required", JsonArray.Of("after"))))))),
            ("pullPolicy", Form.Choice("Whether the image is fetched.", "ifNotPresent", "always", "never")),
            .. Surroundings(),
        ]);

    private static (string, JsonValue)[] Surroundings() =>
    [
        ("stdin", Form.Text("What the process reads from its standard input.")),
        ("arguments", Form.Either("Its arguments: a list, or by name.", Form.ListOf("Texts.", DataForms.Scalar), Form.Ref("pairs"))),
        ("environment", Form.Ref("pairs", "Variables by name.")),
    ];
}
