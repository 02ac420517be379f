using Continuo.Workflows.Json;
using static Continuo.Processes.Tests.Performer;

namespace Continuo.Processes.Tests;

/// <summary><c>run: shell</c> as the guide has it.</summary>
public sealed class ShellTests : IAsyncDisposable
{
    private readonly Performer _performer = new();

    public ValueTask DisposeAsync() => _performer.DisposeAsync();

    [Theory]
    [InlineData("printf 'a\\n'", "a")]
    [InlineData("printf 'a\\n\\n'", "a\n")]
    [InlineData("printf 'a\\r\\n'", "a")]
    [InlineData("printf ' a '", " a ")]
    [InlineData("printf '{\"a\":1}'", "{\"a\":1}")]
    [InlineData("true", "")]
    public async Task The_standard_output_is_text_without_its_last_end_of_line(string command, string expected) =>
        Assert.Equal(expected, (await _performer.Result(Ask("shell", Shell(command)))).AsString);

    [Theory]
    [InlineData("stdout", "\"out\"")]
    [InlineData("stderr", "\"err\"")]
    [InlineData("code", "0")]
    [InlineData("all", """{"code":0,"stdout":"out","stderr":"err"}""")]
    [InlineData("none", "null")]
    public async Task What_is_returned_is_what_the_task_asks_for(string returned, string expected) =>
        Assert.Equal(expected, (await _performer.Result(Ask("shell", Shell("echo out; echo err >&2"), returned))).ToString());

    [Theory]
    [InlineData("code", "3")]
    [InlineData("stderr", "\"no\"")]
    [InlineData("all", """{"code":3,"stdout":"","stderr":"no"}""")]
    public async Task A_code_other_than_zero_is_no_fault_of_who_asks_for_it(string returned, string expected) =>
        Assert.Equal(expected, (await _performer.Result(Ask("shell", Shell("echo no >&2; exit 3"), returned))).ToString());

    [Theory]
    [InlineData("stdout")]
    [InlineData("none")]
    public async Task A_code_other_than_zero_faults_who_does_not(string returned) =>
        Assert.Equal("The shell ended with the exit code 3: no", await _performer.Error(Ask("shell", Shell("echo no >&2; exit 3"), returned)));

    [Theory]
    [InlineData("echo \"$1-$2-$#\"", "a b-1-2")]
    [InlineData("for x in \"${@}\"; do printf '[%s]' \"$x\"; done", "[a b][1]")]
    [InlineData("echo", "a b 1")]
    [InlineData("echo first &&\n  echo\n", "first\na b 1")]
    public async Task Arguments_are_positional_and_follow_a_command_that_looks_at_none(string command, string expected) =>
        Assert.Equal(expected, (await _performer.Result(Ask("shell", Shell(command, ("arguments", JsonValue.Parse("""["a b",1]""")))))).AsString);

    [Fact]
    public async Task Arguments_are_never_read_by_the_shell() =>
        Assert.Equal("$(id) ; 'x' \"y\"", (await _performer.Result(Ask("shell", Shell("echo", ("arguments", JsonArray.Of("$(id) ; 'x' \"y\"")))))).AsString);

    [Fact]
    public async Task The_older_form_of_arguments_gives_names_and_pairs() =>
        Assert.Equal("-v --user=Ada --n=2 x", (await _performer.Result(Ask("shell", Shell("echo", ("arguments", JsonValue.Parse("""{"-v":null,"--user":"Ada","--n":2,"x":""}""")))))).AsString);

    [Fact]
    public async Task The_input_is_text_or_JSON()
    {
        Assert.Equal("täxt", (await _performer.Result(Ask("shell", Shell("cat", ("stdin", "täxt"))))).AsString);
        Assert.Equal("""{"a":[1]}""", (await _performer.Result(Ask("shell", Shell("cat", ("stdin", JsonValue.Parse("""{"a":[1]}""")))))).AsString);
        Assert.Equal("", (await _performer.Result(Ask("shell", Shell("cat")))).AsString);
    }

    [Fact]
    public async Task A_command_may_leave_its_input_unread() =>
        Assert.Equal("ok", (await _performer.Result(Ask("shell", Shell("exec <&-; echo ok", ("stdin", new string('x', 1 << 20)))))).AsString);

    [Fact]
    public async Task The_environment_is_the_hosts_and_the_tasks()
    {
        var environment = JsonValue.Parse("""{"A":"x y","N":2,"O":{"k":1},"HOME":null}""");

        var printed = await _performer.Result(Ask("shell", Shell("echo \"$A $N $O ${HOME-unset} ${PATH:+path}\"", ("environment", environment))));

        Assert.Equal("""x y 2 {"k":1} unset path""", printed.AsString);
    }

    [Fact]
    public async Task A_repeat_can_be_recognised_by_its_key_and_attempt() =>
        Assert.Equal($"{Key} 4", (await _performer.Result(Ask("shell", Shell("echo $CONTINUO_IDEMPOTENCY_KEY $CONTINUO_ATTEMPT")), attempt: 4)).AsString);

    [Fact]
    public async Task A_name_that_cannot_be_a_variable_is_an_error() =>
        Assert.Contains("'A=B' cannot be the name", await _performer.Error(Ask("shell", Shell("true", ("environment", JsonObject.Of(("A=B", 1)))))), StringComparison.Ordinal);

    [Fact]
    public async Task A_process_that_was_left_behind_does_not_hold_up_the_task() =>
        Assert.Equal("ok", (await _performer.Result(Ask("shell", Shell("sleep 5 & echo ok")))).AsString);

    [Fact]
    public async Task What_is_not_awaited_goes_on_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("continuo-detached-");
        var fifo = Path.Combine(folder.FullName, "said");
        await _performer.Result(Ask("shell", Shell($"mkfifo {fifo}")));

        var result = await _performer.Result(Ask("shell", Shell($"cat > {fifo}; echo into nowhere", ("stdin", "hello")), "all", isAwaited: false));
        await _performer.DisposeAsync();

        Assert.True(result.IsNull);
        Assert.Equal("hello", await File.ReadAllTextAsync(fifo, TestContext.Current.CancellationToken));
        folder.Delete(recursive: true);
    }
}
