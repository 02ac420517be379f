using System.Diagnostics;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Processes;

/// <summary>The built program, run as users run it.</summary>
internal static class Continuo
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where it is.</summary>
    public static string Program { get; } = Path.Combine(Root, "artifacts", "bin", "Continuo.Cli", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory))!, "continuo");

    public static async Task<Ended> Run(IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(arguments, environment);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return new Ended(process.ExitCode, await output, await error);
    }

    public static Task<Ended> Run(params string[] arguments) => Run(arguments, null);

    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "CONTINUO_SERVER", "CONTINUO_TOKEN" })
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Continuo.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}

/// <summary>How a run of the program ended.</summary>
internal sealed record Ended(int Code, string Output, string Error)
{
    /// <summary>The output as the one JSON text that it must be.</summary>
    public JsonValue Json => JsonValue.Parse(Output);
}
