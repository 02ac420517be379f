using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Cli.Running;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Import;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Authoring;

/// <summary><c>continuo workflow import FILE</c>: a document of an earlier version of the language as one of the present.</summary>
internal static class ImportCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A workflow in YAML or JSON of DSL 1.0.0-alpha1 or later; '-' is the standard input." };
        var write = new Option<bool>("--write") { Description = "Change the file; else the new text is printed." };
        var command = new Command("import", "Bring a workflow of an earlier version of the language to 1.0.3.") { file, write };
        command.SetAction(parsed => Execute(parsed.GetValue(file)!, parsed.GetValue(write), ContinuoCommandLine.IsJson(parsed), terminal));
        return HelpWithExamples.Examples(command, "continuo workflow import old.yaml > new.yaml", "continuo workflow import old.yaml --write");
    }

    private static int Execute(string path, bool write, bool isJson, Terminal terminal)
    {
        if (write && path == "-")
        {
            throw new CliException(ExitCode.Invalid, "--write changes a file, and the standard input is none.", "Leave --write away: the new text is printed.");
        }

        var imported = WorkflowImport.Upgrade(Inputs.Text("workflow import", path));
        foreach (var change in imported.Changes)
        {
            terminal.Note($"{path}:{change.Position}: changed: {change.Message}");
        }

        if (imported.LostLayout)
        {
            terminal.Note($"{path}: the text could not be changed in place: comments and layout are not kept.");
        }

        // What is still wrong then is not a matter of versions, and needs the author.
        var loaded = imported.Diagnostics.IsEmpty ? WorkflowLoader.Load(imported.Text) : new LoadResult(null, imported.Diagnostics);
        var wrong = loaded.Diagnostics.Where(one => !loaded.Missing.Any(missing => one.Message.Contains($"'{missing.Key}' was not given", StringComparison.Ordinal))).ToList();
        wrong.ForEach(diagnostic => terminal.Note(diagnostic.Format(path)));
        if (write && imported.Changes.Length > 0)
        {
            Write(path, imported.Text);
        }

        if (isJson)
        {
            terminal.Json(Json(path, imported, wrong.Select(diagnostic => RunReport.Diagnostic(path, diagnostic))));
        }
        else if (!write && imported.Diagnostics.IsEmpty)
        {
            terminal.Raw(imported.Text);
        }

        return wrong.Exists(one => one.Severity == Workflows.Validation.Severity.Error) ? ExitCode.Invalid : ExitCode.Ok;
    }

    private static JsonObject Json(string path, ImportResult imported, IEnumerable<JsonValue> diagnostics) => JsonObject.Of(
        ("file", path),
        ("changes", JsonArray.Own([.. imported.Changes.Select(change => (JsonValue)JsonObject.Of(
            ("line", change.Position.Line), ("column", change.Position.Column), ("pointer", change.Pointer), ("message", change.Message)))])),
        ("keptLayout", !imported.LostLayout),
        ("text", imported.Text),
        ("diagnostics", JsonArray.Own([.. diagnostics])));

    private static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"Cannot write '{path}': {problem.Message}", "Check the path.");
        }
    }
}
