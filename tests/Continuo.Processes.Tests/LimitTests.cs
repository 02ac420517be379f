using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using static Continuo.Processes.Tests.Performer;

namespace Continuo.Processes.Tests;

/// <summary>What bounds a process: permission, time, output, memory, number.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private readonly Performer _performer = new();

    public ValueTask DisposeAsync() => _performer.DisposeAsync();

    [Theory]
    [InlineData("shell")]
    [InlineData("script")]
    [InlineData("container")]
    public async Task Nothing_runs_until_it_is_allowed_and_the_refusal_says_how(string kind)
    {
        await using var performer = new Performer(options => options.Allowed = AllowedProcesses.None);

        var why = await performer.Error(Ask(kind, JsonObject.Of(("command", "true"), ("code", "1"), ("language", "js"), ("image", "x"))), "authorization");

        Assert.Contains($"--allow {kind}", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_is_allowed_by_itself()
    {
        await using var performer = new Performer(options => options.Allowed = AllowedProcesses.Shell);

        Assert.Equal("", (await performer.Result(Ask("shell", Shell("true")))).AsString);
        await performer.Error(Ask("script", Js("1")), "authorization");
    }

    [Theory]
    [InlineData("sleep 600 & sleep 600; wait")]
    [InlineData("(sleep 600 & sleep 600)")]
    [InlineData("setsid sleep 600 & wait")]
    [InlineData("trap '' TERM HUP INT; sleep 600 & wait")]
    public async Task A_time_limit_ends_all_that_came_of_a_process(string command)
    {
        using var limit = new CancellationTokenSource();
        var fifo = Path.Combine(Directory.CreateTempSubdirectory("continuo-tree-").FullName, "f");
        await _performer.Result(Ask("shell", Shell($"mkfifo {fifo}")));
        var mark = $"TEST_MARK=tree-{Path.GetFileName(Path.GetDirectoryName(fifo))}";
        var environment = JsonObject.Of(("TEST_MARK", mark["TEST_MARK=".Length..]));

        var running = _performer.Perform(Ask("shell", Shell($"echo up > {fifo}; {command}", ("environment", environment))), cancellation: limit.Token);
        await File.ReadAllTextAsync(fifo, TestContext.Current.CancellationToken);
        await limit.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([], Carrying(mark));
        Directory.Delete(Path.GetDirectoryName(fifo)!, recursive: true);
    }

    [Fact]
    public async Task The_end_of_the_host_ends_what_is_awaited()
    {
        var fifo = Path.Combine(Directory.CreateTempSubdirectory("continuo-end-").FullName, "f");
        await _performer.Result(Ask("shell", Shell($"mkfifo {fifo}")));
        var mark = $"TEST_MARK=end-{Path.GetFileName(Path.GetDirectoryName(fifo))}";

        var running = _performer.Perform(Ask("shell", Shell($"echo up > {fifo}; sleep 600 & wait", ("environment", JsonObject.Of(("TEST_MARK", mark["TEST_MARK=".Length..]))))));
        await File.ReadAllTextAsync(fifo, TestContext.Current.CancellationToken);
        await _performer.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([], Carrying(mark));
        Directory.Delete(Path.GetDirectoryName(fifo)!, recursive: true);
    }

    [Fact]
    public async Task A_process_that_writes_too_much_is_ended_and_the_limit_named()
    {
        await using var performer = new Performer(options => options.MaxOutputBytes = 1_000);

        Assert.Contains("more than 1000 bytes to its standard output", await performer.Error(Ask("shell", Shell("yes"))), StringComparison.Ordinal);
        Assert.Contains("standard error and was ended (limit MaxOutputBytes)", await performer.Error(Ask("shell", Shell("yes >&2"), "all")), StringComparison.Ordinal);
        Assert.Contains("(limit MaxOutputBytes)", await performer.Error(Ask("script", Js("while (true) console.log('yyyyyyyyyy')", ("engine", "jint")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_returned_may_be_of_any_length()
    {
        await using var performer = new Performer(options => options.MaxOutputBytes = 1_000);

        Assert.Equal("0", (await performer.Result(Ask("shell", Shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2"), "code"))).ToString());
        Assert.EndsWith("the end", await performer.Error(Ask("shell", Shell("head -c 300000 /dev/zero | tr '\\0' x >&2; echo the end >&2; exit 1"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedded_script_that_never_ends_is_ended_with_its_task()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _performer.Perform(Ask("script", Js("while (true) {}", ("engine", "jint"))), cancellation: limit.Token));
    }

    [Fact]
    public async Task An_embedded_script_has_bounded_memory_and_depth()
    {
        await using var performer = new Performer(options => options.MaxScriptBytes = 16 << 20);

        Assert.Contains("(limit MaxScriptBytes)", await performer.Error(Ask("script", Js("const all = []; while (true) all.push('x'.repeat(1000) + all.length)", ("engine", "jint")))), StringComparison.Ordinal);
        Assert.Contains("deep and was ended", await performer.Error(Ask("script", Js("const f = () => f(); f()", ("engine", "jint")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_so_many_processes_run_at_a_time()
    {
        await using var performer = new Performer(options => options.MaxProcesses = 1);
        var fifo = Path.Combine(Directory.CreateTempSubdirectory("continuo-slot-").FullName, "f");
        await performer.Result(Ask("shell", Shell($"mkfifo {fifo}")));

        var first = performer.Perform(Ask("shell", Shell($"cat {fifo}")));
        var second = performer.Perform(Ask("shell", Shell("echo second")));
        Assert.False(second.IsCompleted);
        await File.WriteAllTextAsync(fifo, "first", TestContext.Current.CancellationToken);

        Assert.Equal("first", Assert.IsType<EffectOutcome.Returned>(await first).Result.AsString);
        Assert.Equal("second", Assert.IsType<EffectOutcome.Returned>(await second).Result.AsString);
        Directory.Delete(Path.GetDirectoryName(fifo)!, recursive: true);
    }

    [Fact]
    public async Task A_folder_of_a_script_does_not_outlive_it()
    {
        var place = await _performer.Result(Ask("script", Python("import os\nprint(os.path.dirname(os.getcwd()))")));

        Assert.StartsWith(Path.GetTempPath(), place.AsString, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.AsString));
    }

    /// <summary>Processes that were started with this in their environment and still run.</summary>
    private static string[] Carrying(string mark) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "environ")).Contains(mark, StringComparison.Ordinal);
            }
            catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }),
    ];
}
