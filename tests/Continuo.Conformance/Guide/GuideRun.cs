using System.Diagnostics;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Conformance.Guide;

/// <summary>Runs a case as <c>continuo run FILE -o json</c> does.</summary>
internal static class GuideRun
{
    /// <summary>Its arguments after the name of the program; <paramref name="folder"/> gets the files.</summary>
    private static async Task<string[]> Arguments(GuideCase given, string folder)
    {
        var file = Path.Combine(folder, "workflow.yaml");
        await File.WriteAllTextAsync(file, given.Workflow);
        var arguments = new List<string> { "run", file, "-o", "json", "--timeout", given["patience"] ?? "20s" };
        if (given["beside"] is { } beside)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "beside.yaml"), beside);
        }

        foreach (var option in new[] { "input", "secrets", "allow" }.Where(option => given[option] is not null))
        {
            arguments.AddRange([$"--{option}", given[option]!]);
        }

        foreach (var line in given["events"]?.Split('\n') ?? [])
        {
            arguments.AddRange(["--event", line]);
        }

        return [.. arguments];
    }

    /// <summary>Runs it in this process.</summary>
    public static Task Holds(GuideCase given) => Check(given, async arguments =>
    {
        using var output = new StringWriter();
        using var notes = new StringWriter();
        var code = await ContinuoCommandLine.Run(arguments, new Terminal(output, notes, isTerminal: false));
        return (code, output.ToString());
    });

    /// <summary>Runs it as users do.</summary>
    public static Task HoldsInProcess(GuideCase given, string program) => Check(given, async arguments =>
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        var notes = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await notes;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    });

    private static async Task Check(GuideCase given, Func<string[], Task<(int Code, string Output)>> run)
    {
        var folder = Directory.CreateTempSubdirectory("continuo-guide-");
        try
        {
            var arguments = await Arguments(given, folder.FullName);
            var begun = TimeProvider.System.GetTimestamp();
            var (code, output) = await run(arguments);
            GuideChecks.Hold(given, code, JsonValue.Parse(output), TimeProvider.System.GetElapsedTime(begun));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
