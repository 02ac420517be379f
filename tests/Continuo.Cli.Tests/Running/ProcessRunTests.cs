using System.Diagnostics;
using Continuo.Cli.Tests.Processes;

namespace Continuo.Cli.Tests.Running;

/// <summary><c>continuo run</c> of workflows that start processes.</summary>
public sealed class ProcessRunTests : DefinitionFolder
{
    private const string Echo = "  - sh: { run: { shell: { command: 'echo \"$1\"', arguments: [ '${ .name }' ] } } }";

    [Fact]
    public async Task What_is_allowed_runs()
    {
        var ended = await Processes.Continuo.Run("run", Write("sh.yaml", Definition("sh", Echo)), "--input", """{"name":"Ada"}""", "--allow", "script,shell");

        Assert.Equal((0, "\"Ada\"\n"), (ended.Code, ended.Output));
    }

    [Fact]
    public async Task What_is_not_allowed_fails_with_the_flag_that_allows_it()
    {
        var ended = await Processes.Continuo.Run("run", Write("sh.yaml", Definition("sh", Echo)), "--allow", "container", "-o", "json");

        Assert.Equal((1, 403d), (ended.Code, ended.Json["error"]["status"].Number));
        Assert.Contains("--allow shell", ended.Json["error"]["detail"].AsString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_refusal_can_be_caught()
    {
        var ended = await Processes.Continuo.Run("run", Write("sh.yaml", Definition("sh", "  - t: { try: [ { sh: { run: { shell: { command: ls } } } } ], catch: { errors: { with: { status: 403 } }, do: [ { no: { set: { ok: false } } } ] } }")));

        Assert.Equal((0, "{\"ok\":false}\n"), (ended.Code, ended.Output));
    }

    [Fact]
    [Trait("Decision", "D31")]
    public async Task A_source_is_relative_to_the_workflow()
    {
        Write("greet.js", "console.log('from a file', process.argv[2])");
        var definition = Write("js.yaml", Definition("js", "  - js: { run: { script: { language: js, source: { endpoint: greet.js }, arguments: [ x ] } }, metadata: { continuo: { engine: jint } } }"));

        Assert.Equal("\"from a file x\"\n", (await Processes.Continuo.Run("run", definition, "--allow", "script")).Output);
    }

    [Fact]
    public async Task The_end_of_the_run_ends_its_processes()
    {
        var fifo = Path.Combine(Folder, "up");
        using (var make = Process.Start("mkfifo", fifo))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var process = Processes.Continuo.Start(["run", Write("sh.yaml", Definition("sh", $"  - sh: {{ run: {{ shell: {{ command: 'sleep 600 & echo $! > {fifo}; wait' }} }} }}")), "--allow", "shell"]);
        var sleeper = int.Parse(await File.ReadAllTextAsync(fifo, TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", [$"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // What nobody waits for any more may still stand in the table of processes.
        var state = File.Exists($"/proc/{sleeper}/stat") ? File.ReadAllText($"/proc/{sleeper}/stat").Split(' ')[2] : "gone";
        Assert.Contains(state, new[] { "gone", "Z", "X" });
    }
}
