namespace Continuo.Cli.Tests.Processes;

public sealed class HelpTests
{
    [Theory]
    [InlineData("run", "--help")]
    [InlineData("serve", "--help")]
    [InlineData("workflow", "deploy", "--help")]
    [InlineData("instance", "start", "--help")]
    [InlineData("event", "publish", "--help")]
    public async Task Help_has_examples_and_no_colours_in_a_pipe(params string[] arguments)
    {
        var ended = await Continuo.Run(arguments);

        Assert.Equal(0, ended.Code);
        Assert.Contains("Examples:", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ended.Output);
    }

    [Fact]
    public async Task Jq_reads_its_own_options()
    {
        var batch = await Continuo.Run(["jq", "--batch"], """{"id":1,"program":".+1","input":2}""");
        var compact = await Continuo.Run(["jq", "-c", "."], "[1,\n2]");

        Assert.Equal("""{"id":1,"outputs":[3]}""" + "\n", batch.Output);
        Assert.Equal("[1,2]\n", compact.Output);
    }

    [Theory]
    [InlineData("Did you mean 'run'?", "rnu", "x.yaml")]
    [InlineData("Did you mean 'list'?", "workflow", "lsit")]
    [InlineData("Did you mean '--input'?", "run", "x.yaml", "--inptu", "1")]
    public async Task What_was_mistyped_is_suggested(string suggestion, params string[] arguments)
    {
        var ended = await Continuo.Run(arguments);

        Assert.Equal(2, ended.Code);
        Assert.Contains(suggestion, ended.Error, StringComparison.Ordinal);
    }
}
