using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Cli.Running;
using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Lint;
using Continuo.Workflows.Lint.Fixes;
using Continuo.Workflows.Validation;

namespace Continuo.Cli.Authoring;

/// <summary><c>continuo workflow lint FILE...</c>: what is wrong, what is probably not meant, and what can be mended.</summary>
internal static class LintCommand
{
    // Stands for a document of the network: a function that does nothing, and a schema that allows all.
    private const string Elsewhere = "set: { elsewhere: true }\n";

    public static Command Build(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Workflows in YAML or JSON; '-' is the standard input.", Arity = ArgumentArity.OneOrMore };
        var strict = new Option<bool>("--strict") { Description = "End with 1 when there are warnings." };
        var fix = new Option<bool>("--fix") { Description = "Mend what has one obvious remedy, in the files." };
        var dryRun = new Option<bool>("--dry-run") { Description = "With --fix: show the changes and leave the files alone." };
        var (catalog, folders) = (DocumentOptions.Catalog(), DocumentOptions.Folders());
        var command = new Command("lint", "Check workflows, without a server.") { files, strict, fix, dryRun, catalog, folders };
        command.SetAction((parsed, cancellation) =>
        {
            var (mends, shows) = (parsed.GetValue(fix), parsed.GetValue(dryRun));
            if (shows && !mends)
            {
                throw new CliException(ExitCode.Invalid, "--dry-run goes with --fix.", "Write --fix --dry-run.");
            }

            return Run(parsed, terminal, new Request(parsed.GetValue(files)!, parsed.GetValue(strict), mends, shows) { Catalog = parsed.GetValue(catalog), Folders = parsed.GetValue(folders) ?? [] }, cancellation);
        });
        return HelpWithExamples.Examples(command, "continuo workflow lint order.yaml", "continuo workflow lint --fix --dry-run flows/*.yaml", "continuo workflow lint --strict -o json flows/*.yaml");
    }

    private static async Task<int> Run(ParseResult parsed, Terminal terminal, Request request, CancellationToken cancellation)
    {
        var results = new List<JsonValue>();
        var (errors, warnings) = (0, 0);
        foreach (var file in request.Files)
        {
            var text = Inputs.Text("workflow lint", file);
            var documents = Complete(text, await DefinitionLoader.ReadFiles(text, LocalDocuments.OriginOf(file), request.Folders, request.Catalog, cancellation));
            var found = request.Fixes ? Fix(terminal, file, text, documents, request) : new FixResult(text, [], WorkflowLinter.Lint(text, documents));

            // What was only shown is not mended.
            var now = request.OnlyShows ? WorkflowLinter.Lint(text, documents) : found.Left;
            errors += now.Count(d => d.Severity == Severity.Error);
            warnings += now.Count(d => d.Severity == Severity.Warning);
            results.Add(JsonObject.Of(
                ("file", file),
                ("diagnostics", Diagnostics(file, found.Left)),
                ("mended", Diagnostics(file, found.Mended))));
            if (!ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Raw(request.OnlyShows ? TextDifference.Of(text, found.Text, file) : null);
                found.Left.ToList().ForEach(diagnostic => terminal.Line(diagnostic.Format(file)));
            }
        }

        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(JsonObject.Of(("errors", errors), ("warnings", warnings), ("items", JsonArray.Own([.. results]))));
        }
        else
        {
            terminal.Note($"{Count(request.Files.Length, "file")}, {Count(errors, "error")}, {Count(warnings, "warning")}");
        }

        return errors > 0 ? ExitCode.Invalid : warnings > 0 && request.IsStrict ? ExitCode.Failed : ExitCode.Ok;
    }

    private static FixResult Fix(Terminal terminal, string file, string text, ExternalDocuments documents, Request request)
    {
        var found = WorkflowFixer.Fix(text, documents);
        if (found.Mended.IsEmpty)
        {
            return found;
        }

        if (request.OnlyShows)
        {
            return found;
        }

        if (file == "-")
        {
            terminal.Note("The standard input cannot be mended; --dry-run shows the changes.");
        }
        else
        {
            Write(file, found.Text);
            terminal.Note($"{file}: mended {found.Mended.Length}");
        }

        return found;
    }

    private static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Invalid, $"workflow lint: cannot write '{file}': {problem.Message}", "Check the path and its permissions.");
        }
    }

    /// <summary>What stands on the network is fetched when a workflow is deployed, and not looked at here.</summary>
    private static ExternalDocuments Complete(string text, ExternalDocuments documents)
    {
        while (WorkflowLoader.Load(text, documents).Missing is { IsEmpty: false } missing)
        {
            documents = missing.Aggregate(documents, (known, reference) => known.With(reference.Key, Elsewhere));
        }

        return documents;
    }

    private static JsonArray Diagnostics(string file, IEnumerable<Diagnostic> diagnostics) =>
        JsonArray.Own([.. diagnostics.Select(diagnostic => RunReport.Diagnostic(file, diagnostic))]);

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private sealed record Request(string[] Files, bool IsStrict, bool Fixes, bool OnlyShows)
    {
        public string? Catalog { get; init; }

        public string[] Folders { get; init; } = [];
    }
}
