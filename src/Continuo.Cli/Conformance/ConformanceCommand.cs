using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Conformance;

/// <summary><c>continuo conformance DIR</c>: the standard's own scenarios, as they stand.</summary>
internal static class ConformanceCommand
{
    public static Command Build(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of the standard's .feature files." };
        var services = ServiceAddresses.Option();
        var timeout = new Option<TimeSpan?>("--timeout") { Description = "How long one scenario may take (30s).", HelpName = "duration", CustomParser = Durations.Parse, DefaultValueFactory = _ => TimeSpan.FromSeconds(30) };
        var command = new Command("conformance", "Run the conformance features of the Open Workflow Specification and say which hold.") { folder, services, timeout };
        command.SetAction((parsed, cancellation) => Run(
            parsed.GetValue(folder)!,
            new ConformanceRun(ServiceAddresses.Read(parsed.GetValue(services)), parsed.GetValue(timeout) ?? TimeSpan.FromSeconds(30)),
            ContinuoCommandLine.IsJson(parsed),
            terminal,
            cancellation));
        return HelpWithExamples.Examples(
            command,
            "continuo conformance specification/ctk/features",
            "continuo conformance ctk/features --service petstore.swagger.io=http://127.0.0.1:8080   # call a stand-in instead");
    }

    /// <summary>Exit code 0 when every scenario that could be run holds, else 1.</summary>
    private static async Task<int> Run(string folder, ConformanceRun run, bool isJson, Terminal terminal, CancellationToken cancellation)
    {
        await Task.Yield();
        var results = new List<ScenarioResult>();
        foreach (var (file, scenario) in FeatureFiles.Read(folder))
        {
            var result = await run.Run(file, scenario, cancellation);
            results.Add(result);
            var why = result.Failure ?? (result.Unsupported is { } feature ? $"{feature} is not executed" : null);
            var line = $"{result.Word,-7}  {file}: {scenario.Name}{(why is null ? "" : $"\n         {why}")}";
            if (isJson)
            {
                terminal.Note(line);
            }
            else
            {
                terminal.Line(line);
            }
        }

        int Count(string word) => results.Count(result => result.Word == word);
        if (isJson)
        {
            terminal.Json(JsonObject.Of(
                ("passed", Count("passed")),
                ("failed", Count("failed")),
                ("skipped", Count("skipped")),
                ("scenarios", JsonArray.Own([.. results.Select(Shape)]))));
        }
        else
        {
            terminal.Line($"{Count("passed")} passed, {Count("failed")} failed, {Count("skipped")} skipped");
        }

        return Count("failed") == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static JsonValue Shape(ScenarioResult result)
    {
        var shape = new JsonObject.Builder(4).Set("file", result.File).Set("name", result.Name).Set("result", result.Word);
        if ((result.Failure ?? result.Unsupported) is { } why)
        {
            shape.Set("why", why);
        }

        return shape.Build();
    }
}
