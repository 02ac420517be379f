using Continuo.Workflows.Json;
using static Continuo.Processes.Tests.Performer;

namespace Continuo.Processes.Tests;

/// <summary><c>run: container</c> against a real engine.</summary>
public sealed class ContainerTests : IAsyncDisposable
{
    private readonly Podman _podman;
    private readonly Performer _performer;

    public ContainerTests(Podman podman)
    {
        podman.Need();
        _podman = podman;
        _performer = new Performer(options => options.DockerHost = podman.Address, ("key", "s3cr3t-value"));
    }

    private static JsonValue Container(string? command, params ReadOnlySpan<(string Key, JsonValue Value)> more)
    {
        var with = new JsonObject.Builder().Set("image", Podman.Image).Set("pullPolicy", "ifNotPresent").Set("cleanup", "always");
        if (command is not null)
        {
            with.Set("command", command);
        }

        foreach (var (key, value) in more)
        {
            with.Set(key, value);
        }

        return with.Build();
    }

    public ValueTask DisposeAsync() => _performer?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_command_has_arguments_input_environment_and_its_streams()
    {
        const string Command = """
            input=$(cat)
            echo "$input $1 $2 $A $CONTINUO_IDEMPOTENCY_KEY $CONTINUO_ATTEMPT"
            echo err >&2
            exit 3
            """;

        var all = await _performer.Result(Ask("container", Container(Command, ("stdin", "in"), ("arguments", JsonArray.Of("Foo", 2)), ("environment", JsonObject.Of(("A", "e")))), "all"));

        Assert.Equal($$"""{"code":3,"stdout":"in Foo 2 e {{Key}} 1","stderr":"err"}""", all.ToString());
    }

    [Fact]
    public async Task A_code_other_than_zero_faults_who_does_not_return_it() =>
        Assert.Equal("The container ended with the exit code 7: no", await _performer.Error(Ask("container", Container("echo no >&2; exit 7"))));

    [Fact]
    public async Task Without_a_command_the_arguments_go_to_what_the_image_runs() =>
        Assert.Equal("Hello a b", (await _performer.Result(Ask("container", Container(null, ("arguments", JsonArray.Of("a b")))))).AsString);

    [Fact]
    public async Task A_container_that_is_cleaned_up_always_is_gone_afterwards()
    {
        await _performer.Result(Ask("container", Container("true", ("name", "cleaned"))));

        Assert.False(await Exists("cleaned"));
    }

    [Fact]
    public async Task A_container_that_is_never_cleaned_up_stays_under_the_recommended_name()
    {
        await _performer.Result(Ask("container", Container("true", ("cleanup", "never"))), attempt: 40);

        var (_, names) = await _podman.Run("ps", "--all", "--filter", "label=continuo.attempt=40", "--format", "{{.Names}}");
        Assert.Matches("^pack-[0-9a-f-]{36}\\.tests-box-it$", names);
    }

    [Fact]
    public async Task A_container_that_is_cleaned_up_eventually_goes_when_its_time_is_over()
    {
        var arguments = Ask("container", Container("true", ("cleanup", "eventually"), ("name", "leaving"))).Object.With("removeAfter", 3);

        await _performer.Result(arguments);

        Assert.True(await Exists("leaving"));
        await Gone("leaving");
    }

    [Fact]
    public async Task What_an_earlier_host_left_is_removed_by_the_next()
    {
        var arguments = Ask("container", Container("true", ("cleanup", "eventually"), ("name", "inherited"))).Object.With("removeAfter", 1);
        await using (var earlier = new Performer(options => options.DockerHost = _podman.Address))
        {
            await earlier.Result(arguments, attempt: 41);
        }

        await _performer.Result(Ask("container", Container("true")));

        await Gone("inherited");
    }

    [Fact]
    public async Task A_time_limit_ends_and_removes_the_container()
    {
        using var limit = new CancellationTokenSource();
        var folder = Directory.CreateTempSubdirectory("continuo-volume-");
        await _performer.Result(Ask("shell", Shell($"mkfifo {folder.FullName}/up")));

        var running = _performer.Perform(Ask("container", Container("echo up > /v/up; sleep 600", ("name", "endless"), ("volumes", JsonObject.Of((folder.FullName, "/v"))))), cancellation: limit.Token);
        await File.ReadAllTextAsync(Path.Combine(folder.FullName, "up"), TestContext.Current.CancellationToken);
        await limit.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(await Exists("endless"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_not_awaited_runs_on_and_cleans_up_after_itself()
    {
        var folder = Directory.CreateTempSubdirectory("continuo-volume-");
        await _performer.Result(Ask("shell", Shell($"mkfifo {folder.FullName}/go")));

        Assert.True((await _performer.Result(Ask("container", Container("cat /v/go", ("name", "alone"), ("volumes", JsonObject.Of((folder.FullName, "/v")))), isAwaited: false))).IsNull);
        Assert.True(await Exists("alone"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "go"), "x", TestContext.Current.CancellationToken);

        await Gone("alone");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_repeat_after_a_crash_goes_on_with_the_container_that_runs()
    {
        var folder = Directory.CreateTempSubdirectory("continuo-volume-");
        await _performer.Result(Ask("shell", Shell($"mkfifo {folder.FullName}/go")));
        var with = Container("echo x >> /v/runs; cat /v/go", ("volumes", JsonObject.Of((folder.FullName, "/v"))), ("cleanup", "never"));
        await _performer.Result(Ask("container", with, isAwaited: false), attempt: 42);

        var repeated = _performer.Result(Ask("container", with), attempt: 42);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "go"), "done", TestContext.Current.CancellationToken);

        Assert.Equal("done", (await repeated).AsString);
        Assert.Equal("done", (await _performer.Result(Ask("container", with), attempt: 42)).AsString);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "runs"), TestContext.Current.CancellationToken));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_later_attempt_replaces_the_container_of_the_one_before()
    {
        var with = Container("exit $CONTINUO_ATTEMPT", ("cleanup", "never"), ("name", "replaced"));

        Assert.Equal("1", (await _performer.Result(Ask("container", with, "code"), attempt: 1)).ToString());
        Assert.Equal("2", (await _performer.Result(Ask("container", with, "code"), attempt: 2)).ToString());
    }

    [Fact]
    public async Task A_name_that_a_stranger_has_is_an_error()
    {
        await _podman.Run("create", "--name", "stranger", Podman.Image, "/bin/true");

        Assert.Contains("'stranger' exists already", await _performer.Error(Ask("container", Container("true", ("name", "stranger")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_writes_too_much_is_ended()
    {
        await using var performer = new Performer(options => (options.DockerHost, options.MaxOutputBytes) = (_podman.Address, 10_000));

        Assert.Contains("(limit MaxOutputBytes)", await performer.Error(Ask("container", Container("yes", ("name", "chatty")))), StringComparison.Ordinal);
        Assert.False(await Exists("chatty"));
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_an_error_by_its_policy()
    {
        Assert.Contains("pullPolicy is never", await _performer.Error(Ask("container", Container("true", ("image", "localhost/none:1"), ("pullPolicy", "never"))), "configuration"), StringComparison.Ordinal);
        Assert.Contains("cannot be pulled", await _performer.Error(Ask("container", Container("true", ("image", "localhost:1/none:1")))), StringComparison.Ordinal);
        Assert.Contains("cannot be pulled", await _performer.Error(Ask("container", Container("true", ("image", "localhost:1/none:1"), ("pullPolicy", "always")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_reaches_the_container_and_is_masked_in_what_it_writes() =>
        Assert.Equal("[secret key]", (await _performer.Result(Ask("container", Container("echo $K", ("environment", JsonObject.Of(("K", Secret("key")))))))).AsString);

    [Fact]
    public async Task A_port_of_the_host_leads_to_one_of_the_container()
    {
        var folder = Directory.CreateTempSubdirectory("continuo-volume-");
        await _performer.Result(Ask("shell", Shell($"mkfifo {folder.FullName}/go")));
        await _performer.Result(Ask("container", Container("cat /v/go", ("name", "mapped"), ("ports", JsonObject.Of(("18765", 80), ("18766", "53/udp"))), ("volumes", JsonObject.Of((folder.FullName, "/v")))), isAwaited: false));

        var (_, ports) = await _podman.Run("port", "mapped");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "go"), "x", TestContext.Current.CancellationToken);

        Assert.Contains("80/tcp -> 0.0.0.0:18765", ports, StringComparison.Ordinal);
        Assert.Contains("53/udp -> 0.0.0.0:18766", ports, StringComparison.Ordinal);
        await Gone("mapped");
        folder.Delete(recursive: true);
    }

    private async Task<bool> Exists(string name) => (await _podman.Run("container", "exists", name)).Code == 0;

    private async Task Gone(string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (await Exists(name))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}
