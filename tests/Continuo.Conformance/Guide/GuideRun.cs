using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Conformance.Guide;

/// <summary>Runs a case as <c>continuo run FILE -o json</c> does.</summary>
internal static class GuideRun
{
    /// <summary>Its arguments after the name of the program; <paramref name="folder"/> gets the file.</summary>
    public static async Task<string[]> Arguments(GuideCase given, string folder)
    {
        var file = Path.Combine(folder, "workflow.yaml");
        await File.WriteAllTextAsync(file, given.Workflow);
        var arguments = new List<string> { "run", file, "-o", "json", "--timeout", given["patience"] ?? "20s" };
        foreach (var option in new[] { "input", "secrets" }.Where(option => given[option] is not null))
        {
            arguments.AddRange([$"--{option}", given[option]!]);
        }

        foreach (var line in given["events"]?.Split('\n') ?? [])
        {
            arguments.AddRange(["--event", line]);
        }

        return [.. arguments];
    }

    /// <summary>The report of a run in this process.</summary>
    public static async Task<(int Code, JsonValue Report, TimeSpan Took)> InProcess(GuideCase given)
    {
        var folder = Directory.CreateTempSubdirectory("continuo-guide-");
        try
        {
            using var output = new StringWriter();
            using var notes = new StringWriter();
            var begun = TimeProvider.System.GetTimestamp();
            var code = await ContinuoCommandLine.Run(await Arguments(given, folder.FullName), new Terminal(output, notes, isTerminal: false));
            return (code, JsonValue.Parse(output.ToString()), TimeProvider.System.GetElapsedTime(begun));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
