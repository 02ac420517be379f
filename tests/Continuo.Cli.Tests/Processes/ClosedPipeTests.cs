using System.Diagnostics;

namespace Continuo.Cli.Tests.Processes;

public sealed class ClosedPipeTests
{
    [Fact]
    public async Task Jq_over_an_endless_input_ends_when_nobody_reads_its_output_any_more()
    {
        var ended = await Shell("yes 1 | \"$CONTINUO\" jq . | head -1; echo ${PIPESTATUS[1]}");

        Assert.Equal("1\n141\n", ended.Output);
        Assert.DoesNotContain("jq", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run /no/such.yaml -o json")]
    [InlineData("run -o json --no-such")]
    [InlineData("jq -n range(100000)")]
    public async Task A_command_says_nothing_to_a_closed_pipe(string command)
    {
        var ended = await Shell($"trap '' PIPE; {{ while echo 2> /dev/null; do :; done; \"$CONTINUO\" {command.Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)}; echo $? >&2; }} | true");

        Assert.Equal(0, ended.Code);
        Assert.EndsWith("141\n", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_that_share_a_file_stand_one_after_the_other()
    {
        var file = Path.GetTempFileName();
        try
        {
            await Shell($"( \"$CONTINUO\" jq -n 1; \"$CONTINUO\" jq -n 2 ) > {file}");

            Assert.Equal("1\n2\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<Ended> Shell(string script)
    {
        var start = new ProcessStartInfo("timeout", ["60", "bash", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CONTINUO"] = Continuo.Program;
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ended(shell.ExitCode, await output, await error);
    }
}
