using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Cli.Running;
using Continuo.Services;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Cli.Testing;

/// <summary><c>continuo workflow test FILE...</c>: runs the cases that stand beside workflows.</summary>
internal sealed class TestCommand(Terminal terminal)
{
    private readonly List<JsonValue> _mistakes = [];
    private string? _catalog;
    private string[] _folders = [];

    public static Command Build(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files of tests, such as order.test.yaml.", Arity = ArgumentArity.OneOrMore };
        var filter = new Option<string>("--filter") { Description = "Run only the cases whose name contains this.", HelpName = "TEXT" };
        var junit = new Option<string>("--junit") { Description = "Also write the results as JUnit XML.", HelpName = "FILE" };
        var (catalog, folders) = (DocumentOptions.Catalog(), DocumentOptions.Folders());
        var command = new Command("test", "Run the tests of workflows: real engine, stand-ins for services, a clock that does not wait.") { files, filter, junit, catalog, folders };
        command.SetAction(async (parsed, cancellation) =>
        {
            var run = new TestCommand(terminal) { _catalog = parsed.GetValue(catalog), _folders = parsed.GetValue(folders) ?? [] };
            return await run.Execute(parsed.GetValue(files)!, parsed.GetValue(filter), parsed.GetValue(junit), ContinuoCommandLine.IsJson(parsed), cancellation);
        });
        return HelpWithExamples.Examples(
            command,
            "continuo workflow test order.test.yaml",
            "continuo workflow test flows/*.test.yaml --filter refused",
            "continuo workflow test flows/*.test.yaml --catalog functions --documents apis",
            "continuo workflow test flows/*.test.yaml --junit results.xml -o json");
    }

    private async Task<int> Execute(string[] files, string? filter, string? junit, bool isJson, CancellationToken cancellation)
    {
        // All files are read before any case runs: mistakes are told at once.
        var suites = new List<(TestSuite Suite, ImmutableArray<WorkflowDefinition> Definitions)>();
        await using var host = new ServiceCollection().AddLogging().AddContinuoServices(Configure).BuildServiceProvider();
        foreach (var file in files)
        {
            if (Read(file) is { } suite && await Definitions(suite, host, cancellation) is { } definitions)
            {
                suites.Add((suite with { Cases = [.. suite.Cases.Where(one => filter is null || one.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))] }, definitions));
            }
        }

        if (_mistakes.Count > 0)
        {
            if (isJson)
            {
                terminal.Json(JsonObject.Of(("error", JsonObject.Of(("code", "invalid-tests"), ("what", "The tests are not valid."), ("diagnostics", JsonArray.Own([.. _mistakes]))))));
            }

            return ExitCode.Invalid;
        }

        var results = ImmutableArray.CreateBuilder<SuiteResult>();
        foreach (var (suite, definitions) in suites)
        {
            results.Add(await Run(suite, definitions, cancellation));
        }

        return Report(results.ToImmutable(), filter, junit, isJson);
    }

    private void Configure(ServicesOptions options)
    {
        options.DefaultCatalog = _catalog;
        foreach (var folder in _folders)
        {
            options.DocumentFolders.Add(folder);
        }
    }

    private int Report(ImmutableArray<SuiteResult> results, string? filter, string? junit, bool isJson)
    {
        var (passed, failed) = TestReport.Count(results);
        if (passed + failed == 0)
        {
            throw new CliException(ExitCode.Invalid, filter is null ? "The files hold no cases." : $"No case's name contains '{filter}'.");
        }

        if (isJson)
        {
            terminal.Json(TestReport.Json(results));
        }
        else
        {
            TestReport.ForPeople(terminal, results);
        }

        if (junit is not null)
        {
            try
            {
                TestReport.JUnit(junit, results);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new CliException(ExitCode.Invalid, $"--junit: cannot write '{junit}': {problem.Message}", "Check the path.");
            }
        }

        return failed == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<SuiteResult> Run(TestSuite suite, ImmutableArray<WorkflowDefinition> definitions, CancellationToken cancellation)
    {
        var (results, took) = (ImmutableArray.CreateBuilder<CaseResult>(), ImmutableArray.CreateBuilder<TimeSpan>());
        foreach (var one in suite.Cases)
        {
            cancellation.ThrowIfCancellationRequested();
            var watch = Stopwatch.StartNew();
            results.Add(await CaseRun.Of(one, definitions));
            took.Add(watch.Elapsed);
        }

        return new SuiteResult(suite, results.ToImmutable(), took.ToImmutable());
    }

    private TestSuite? Read(string file)
    {
        var document = PlacedDocument.Read(Inputs.Text("workflow test", file));
        if (!document.Diagnostics.IsEmpty)
        {
            foreach (var diagnostic in document.Diagnostics)
            {
                Wrong(file, diagnostic.Position, $"{diagnostic.Message}{(diagnostic.Remedy is null ? "" : $" {diagnostic.Remedy}")}");
            }

            return null;
        }

        var text = new TestText(document);
        var suite = SuiteReader.Read(file, document.Value, text);
        foreach (var (at, message) in text.Mistakes)
        {
            Wrong(file, at, message);
        }

        return suite;
    }

    private async Task<ImmutableArray<WorkflowDefinition>?> Definitions(TestSuite suite, ServiceProvider host, CancellationToken cancellation)
    {
        if (!File.Exists(suite.Workflow))
        {
            Wrong(suite.File, new TextPosition(1, 1), $"There is no workflow '{suite.Workflow}': name its file in 'workflow', relative to the file of tests.");
            return null;
        }

        var documents = new LocalDocuments(host, suite.Workflow) { CallsAreStubbed = true };
        var loaded = await documents.Load(Inputs.Text("workflow test", suite.Workflow), cancellation);
        if (loaded.Definition is not { } definition)
        {
            foreach (var diagnostic in loaded.Diagnostics)
            {
                terminal.Note(diagnostic.Format(suite.Workflow));
                _mistakes.Add(RunReport.Diagnostic(suite.Workflow, diagnostic));
            }

            return null;
        }

        if (definition.Unsupported.FirstOrDefault(feature => feature.BlocksStart) is { } unsupported)
        {
            Wrong(suite.Workflow, unsupported.Position, $"This version does not execute {unsupported.Feature}.");
            return null;
        }

        return [.. await FolderDefinitions.Reachable(definition, suite.Workflow, documents, cancellation), definition];
    }

    private void Wrong(string file, TextPosition at, string message)
    {
        terminal.Note($"{file}:{at}: error: {message}");
        _mistakes.Add(JsonObject.Of(("file", file), ("line", at.Line), ("column", at.Column), ("severity", "error"), ("message", message)));
    }
}
