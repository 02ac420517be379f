using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Remote;

public sealed class RemoteTests(ServedCommands served) : DefinitionFolder, IClassFixture<ServedCommands>
{
    private const string Greet = "  - greet: { set: { greeting: '${ \"Hello, \" + .name }' } }";
    private const string Listen = "  - hear: { listen: { to: { one: { with: { type: tests.said } } } } }";

    [Fact]
    public async Task A_workflow_is_deployed_listed_and_shown()
    {
        var source = Definition("shown", Greet);

        var deployed = await served.Run("workflow", "deploy", Write("shown.yaml", source));
        var again = await served.Run("workflow", "deploy", Write("shown.yaml", source), "-o", "json");
        var listed = await served.Run("workflow", "list");
        var shown = await served.Run("workflow", "show", "tests/shown@1.0.0");

        Assert.Equal(0, deployed.Code);
        Assert.StartsWith("tests/shown@1.0.0 deployed", deployed.Output, StringComparison.Ordinal);
        Assert.Equal("shown", again.Json["items"].Array[0]["name"].AsString);
        Assert.Contains("tests/shown", listed.Output, StringComparison.Ordinal);
        Assert.Equal(source, shown.Output);
    }

    [Fact]
    public async Task Of_several_files_the_good_are_deployed_and_the_exit_code_says_in_part()
    {
        var good = Write("good.yaml", Definition("good", Greet));
        var bad = Write("bad.yaml", Definition("bad", "  - a: { stt: {} }"));

        var both = await served.Run("workflow", "deploy", good, bad);
        var badAlone = await served.Run("workflow", "deploy", bad);

        Assert.Equal(8, both.Code);
        Assert.Contains($"{bad}:4:", both.Error, StringComparison.Ordinal);
        Assert.Equal(2, badAlone.Code);
    }

    [Fact]
    public async Task A_start_prints_the_id_and_with_wait_the_output()
    {
        await served.Run("workflow", "deploy", Write("started.yaml", Definition("started", Greet)));

        var plain = await served.Run("instance", "start", "tests/started", "--id", "s1", "--input", """{"name":"Ada"}""", "--label", "who=ada");
        var waited = await served.Run("instance", "start", "tests/started", "--id", "s1", "--input", """{"name":"Ada"}""", "--wait", "20s");
        var other = await served.Run("instance", "start", "tests/started", "--id", "s1", "--input", """{"name":"Eve"}""");
        var listed = await served.Run("instance", "list", "--label", "who=ada", "--status", "completed", "-o", "json");

        Assert.Equal("s1\n", plain.Output);
        Assert.Equal("""{"greeting":"Hello, Ada"}""" + "\n", waited.Output);
        Assert.Equal(4, other.Code);
        Assert.Equal("s1", listed.Json["items"].Array[0]["id"].AsString);
    }

    [Fact]
    public async Task An_instance_is_steered_and_followed()
    {
        await served.Run("workflow", "deploy", Write("listen.yaml", Definition("listen", Listen)));

        var timedOut = await served.Run("instance", "start", "tests/listen", "--id", "f1", "--wait", "100ms");
        var suspended = await served.Run("instance", "suspend", "f1");
        var resumed = await served.Run("instance", "resume", "f1");
        var shown = await served.Run("instance", "show", "f1");
        var following = served.Run("instance", "history", "f1", "--follow");
        var published = await served.Run("event", "publish", """{"specversion":"1.0","id":"e1","source":"/t","type":"tests.said","data":{"word":"hi"}}""");
        var followed = await following;
        var retry = await served.Run("instance", "retry", "f1");

        Assert.Equal(6, timedOut.Code);
        Assert.Equal("f1 suspended\n", suspended.Output);
        Assert.Equal("f1 waiting\n", resumed.Output);
        Assert.Contains("/do/0/hear", shown.Output, StringComparison.Ordinal);
        Assert.Equal(0, published.Code);
        Assert.Contains("started", followed.Output, StringComparison.Ordinal);
        Assert.Contains("finished", followed.Output, StringComparison.Ordinal);
        Assert.Equal(4, retry.Code);
    }

    [Fact]
    public async Task A_cancel_ends_an_instance()
    {
        await served.Run("workflow", "deploy", Write("endless.yaml", Definition("endless", Listen)));
        await served.Run("instance", "start", "tests/endless", "--id", "c1");

        var cancelled = await served.Run("instance", "cancel", "c1", "--reason", "enough");

        Assert.Equal("c1 cancelled\n", cancelled.Output);
    }

    [Theory]
    [InlineData(3, "instance", "show", "nobody")]
    [InlineData(3, "instance", "start", "tests/nothing")]
    [InlineData(3, "workflow", "show", "tests/nothing")]
    [InlineData(2, "instance", "start", "nonsense")]
    [InlineData(2, "instance", "list", "--status", "ended")]
    [InlineData(2, "event", "publish", "{}")]
    public async Task The_exit_code_tells_what_was_wrong(int code, params string[] arguments)
    {
        Assert.Equal(code, (await served.Run(arguments)).Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_7()
    {
        var text = await Processes.Continuo.Run("workflow", "list", "--server", "http://127.0.0.1:9");
        var json = await Processes.Continuo.Run("workflow", "list", "--server", "http://127.0.0.1:9", "-o", "json");

        Assert.Equal(7, text.Code);
        Assert.Equal("server-unreachable", json.Json["error"]["code"].AsString);
    }

    [Fact]
    public async Task The_server_may_be_named_by_the_environment()
    {
        var ended = await Processes.Continuo.Run(["workflow", "list", "-o", "json"], null, new Dictionary<string, string> { ["CONTINUO_SERVER"] = served.Address });

        Assert.Equal(JsonKind.Array, ended.Json["items"].Kind);
    }
}
