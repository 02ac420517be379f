using System.Diagnostics;
using Continuo.Testing;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using CsCheck;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>Debian's jq 1.6 as an oracle for what has not changed since.</summary>
public sealed class JqDifferentialTests
{
    private static int Programs => Samples.Fuzzing is { } time ? (int)(10 * time.TotalSeconds) : 150;

    [Fact]
    public void Random_programs_give_what_jq_1_6_gives()
    {
        if (!File.Exists("/usr/bin/jq") || !Version().StartsWith("jq-1.6", StringComparison.Ordinal))
        {
            Assert.Skip("jq 1.6 is not installed");
        }

        var cases = Gen.Select(JqPrograms.OldPrograms, JqPrograms.Values).Take(Programs).ToList();
        var different = new List<string>();
        foreach (var (program, input) in cases)
        {
            var ours = Ours(program, input);
            var theirs = Theirs(program, input);
            if (ours is not null && theirs is not null && ours != theirs)
            {
                different.Add($"{program}\n  on {input}\n  ours {ours}\n  jq   {theirs}");
            }
        }

        Assert.True(different.Count == 0, $"{different.Count} of {cases.Count} differ\n{string.Join('\n', different)}");
    }

    private static string? Ours(string program, JsonValue input)
    {
        var results = new List<JsonValue>();
        var error = JqProgram.Compile(program).Evaluate(input, JqEnvironment.Empty, new JqLimits(Steps: 200_000), results);
        return error is { IsLimit: true } ? null : Text(results.Select(r => r.ToString()), error is not null);
    }

    private static string? Theirs(string program, JsonValue input)
    {
        using var process = Start("-c", "-n", "--argjson", "input", input.ToString(), $"$input | ({program})");
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var isDone = process.WaitForExit(TimeSpan.FromSeconds(10));
        return !isDone || process.ExitCode is not (0 or 5) ? null : Text(lines.Select(l => JsonValue.Parse(l).ToString()), process.ExitCode == 5);
    }

    /// <summary>Messages were reworded since; that it fails, and where among the results, is compared.</summary>
    private static string Text(IEnumerable<string> results, bool fails) => string.Join(' ', results) + (fails ? " fails" : "");

    private static string Version()
    {
        using var process = Start("--version");
        return process.StandardOutput.ReadToEnd();
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("/usr/bin/jq", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
