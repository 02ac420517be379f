using System.Diagnostics;
using Continuo.Workflows.Json;

namespace Continuo.Processes.Tests;

/// <summary>The standard's own examples of <c>run</c>, by the built program.</summary>
public sealed class ExampleTests(Podman podman)
{
    private static readonly string s_root = FindRoot();
    private static readonly string s_examples = Path.Combine(s_root, "..", "shared", "spec", "examples");

    [Theory]
    [InlineData("run-container.yaml", "\"Hello\"")]
    [InlineData("run-container-cleanup-always.yaml", "\"Hello\"")]
    [InlineData("run-container-cleanup-eventually.yaml", "\"Hello\"")]
    [InlineData("run-container-stdin-and-arguments.yaml", "\"STDIN was: Hello World\\nARGS are Foo Bar\"")]
    [InlineData("run-container-with-name.yaml", "\"Hello\"")]
    [InlineData("run-return-all.yaml", """{"code":0,"stdout":"Hello","stderr":""}""")]
    [InlineData("run-return-code.yaml", "0")]
    [InlineData("run-return-none.yaml", "null")]
    [InlineData("run-return-stderr.yaml", "\"\"")]
    public async Task An_example_with_a_container_runs(string file, string output)
    {
        podman.Need();

        Assert.Equal(output, (await Run(file))["output"].ToString());
    }

    [Fact]
    public async Task An_example_that_always_pulls_says_that_it_cannot()
    {
        podman.Need();

        var ended = await Run("run-container-with-pull-policy.yaml", ("image: hello-world", "image: localhost:1/hello-world"));

        Assert.Contains("cannot be pulled", ended["error"]["detail"].AsString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run-shell-stdin-and-arguments.yaml", "\"STDIN was: Hello World\\nARGS are Foo Bar\"")]
    [InlineData("run-script-with-stdin-and-arguments.yaml", "\"stdin >  Hello Workflow\\narg >  hello\\nenv >  bar\"")]
    public async Task An_example_with_a_process_runs(string file, string output) => Assert.Equal(output, (await Run(file))["output"].ToString());

    private async Task<JsonValue> Run(string file, params (string Old, string New)[] changes)
    {
        var path = Path.Combine(s_examples, file);
        if (!File.Exists(path))
        {
            Assert.Skip($"The specification's examples are not at {s_examples}.");
        }

        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        foreach (var (old, replacement) in changes)
        {
            text = text.Replace(old, replacement, StringComparison.Ordinal);
        }

        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory))!;
        var program = Path.Combine(s_root, "artifacts", "bin", "Continuo.Cli", configuration, "continuo");
        using var process = Process.Start(new ProcessStartInfo(program, ["run", "-", "--allow", "shell,script,container", "-o", "json"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOCKER_HOST"] = podman.Address },
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _ = await error;
        return JsonValue.Parse(output);
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
