using System.CommandLine;
using Continuo.Cli.Authoring;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Cli.Running;
using Continuo.Cli.Testing;
using Continuo.Client;
using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo workflow deploy | list | show | delete</c>, and the commands for authors.</summary>
internal static class WorkflowCommands
{
    public static Command Build(Terminal terminal) => new("workflow", "Write, deploy and see workflows.")
    {
        ServerOptions.Server,
        Deploy(terminal),
        List(terminal),
        Show(terminal),
        PurgeCommands.Workflow(terminal),
        GraphCommand.Build(terminal),
        LintCommand.Build(terminal),
        SchemaCommand.Build(terminal),
        TestCommand.Build(terminal),
        ImportCommand.Build(terminal),
    };

    private static Command Deploy(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Workflows in YAML or JSON; '-' is the standard input.", Arity = ArgumentArity.OneOrMore };
        var strict = new Option<bool>("--strict") { Description = "Refuse what the server does not execute, instead of warning." };
        var command = new Command("deploy", "Deploy one or more workflows.") { files, strict };
        command.SetAction((parsed, cancellation) => Deploy(parsed, terminal, parsed.GetValue(files)!, parsed.GetValue(strict), cancellation));
        return HelpWithExamples.Examples(command, "continuo workflow deploy order.yaml", "continuo workflow deploy flows/*.yaml --strict");
    }

    private static async Task<int> Deploy(ParseResult parsed, Terminal terminal, string[] files, bool strict, CancellationToken cancellation)
    {
        var client = ServerOptions.Connect(parsed);
        var results = new List<JsonValue>();
        var (done, firstFailure) = (0, ExitCode.Ok);
        foreach (var file in files)
        {
            try
            {
                var text = Inputs.Text("workflow deploy", file);
                var documents = await DefinitionLoader.ReadFiles(text, LocalDocuments.OriginOf(file), cancellation);
                if (documents.Problems.Count > 0)
                {
                    firstFailure = firstFailure == ExitCode.Ok ? ExitCode.Invalid : firstFailure;
                    results.Add(JsonObject.Of(("file", file), ("error", Unreadable(terminal, file, text, documents))));
                    continue;
                }

                var deployed = documents.Texts.Count == 0 ? await client.Deploy(text, strict, cancellation) : await client.Deploy(text, documents.Texts, strict, cancellation);
                results.Add(JsonValue.Parse(deployed.Json.GetRawText()).Object.With("file", file));
                done++;
                if (!ContinuoCommandLine.IsJson(parsed))
                {
                    terminal.Line($"{deployed.Namespace}/{deployed.Name}@{deployed.Version} {(deployed.IsNew ? "deployed" : "up to date")} {deployed.Hash[..12]}");
                }

                foreach (var warning in deployed.Warnings)
                {
                    terminal.Note(Failures.Diagnostic(warning, file));
                }
            }
            catch (ProblemException refused)
            {
                firstFailure = firstFailure == ExitCode.Ok ? Failures.ExitCodeOf(refused) : firstFailure;
                results.Add(JsonObject.Of(("file", file), ("error", refused.Json is { } json ? JsonValue.Parse(json.GetRawText()) : refused.Message)));
                Failures.Say(terminal, refused, file);
            }
        }

        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(JsonObject.Of(("items", JsonArray.Own([.. results]))));
        }

        return firstFailure != ExitCode.Ok && done > 0 ? ExitCode.Partly : firstFailure;
    }

    /// <summary>What is wrong, but for the documents that only the server would fetch.</summary>
    private static JsonArray Unreadable(Terminal terminal, string file, string text, ExternalDocuments documents)
    {
        var loaded = WorkflowLoader.Load(text, documents);
        var diagnostics = loaded.Diagnostics.Where(d => !loaded.Missing.Any(missing => d.Message.Contains($"'{missing.Key}' was not given", StringComparison.Ordinal))).ToList();
        diagnostics.ForEach(diagnostic => terminal.Note(diagnostic.Format(file)));
        return JsonArray.Own([.. diagnostics.Select(diagnostic => RunReport.Diagnostic(file, diagnostic))]);
    }

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "List the workflows, each with its versions.");
        command.SetAction(async (parsed, cancellation) =>
        {
            var list = await ServerOptions.Connect(parsed).ListWorkflows(cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(list);
                return ExitCode.Ok;
            }

            terminal.Rows(["WORKFLOW", "LATEST", "VERSIONS", "DEPLOYED"], list.GetProperty("items").EnumerateArray().Select(item => new[]
            {
                $"{item.GetProperty("namespace").GetString()}/{item.GetProperty("name").GetString()}",
                item.GetProperty("version").GetString()!,
                string.Join(' ', item.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetString())),
                item.GetProperty("createdAt").GetString()!,
            }));
            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo workflow list", "continuo workflow list -o json | continuo jq '.items[].name'");
    }

    private static Command Show(Terminal terminal)
    {
        var workflow = WorkflowRef.Argument();
        var command = new Command("show", "Show a workflow's source.") { workflow };
        command.SetAction(async (parsed, cancellation) =>
        {
            var reference = WorkflowRef.Parse(parsed.GetValue(workflow)!);
            var shown = await ServerOptions.Connect(parsed).GetWorkflow(reference.Namespace, reference.Name, reference.Version, cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(shown);
                return ExitCode.Ok;
            }

            terminal.Note($"{reference.Namespace}/{reference.Name}@{shown.GetProperty("version").GetString()} {shown.GetProperty("hash").GetString()}");
            terminal.Raw(shown.GetProperty("source").GetString());
            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo workflow show shop/order", "continuo workflow show shop/order@1.2.0 > order.yaml");
    }
}
