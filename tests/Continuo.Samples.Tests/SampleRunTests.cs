using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Samples.Tests;

public sealed class SampleRunTests
{
    [Theory]
    [InlineData("hello.yaml", """{"name":"Ada"}""", "\"HELLO, ADA!\"")]
    [InlineData("hello.yaml", "null", "\"HELLO, WORLD!\"")]
    [InlineData("fork.yaml", """{"price":100}""", """{"total":123.9}""")]
    [InlineData("retry.yaml", "null", """{"tries":3}""")]
    [InlineData("events.yaml", "null", "\"Good morning\"")]
    [InlineData("wait.yaml", "null", """{"rested":true}""")]
    [InlineData("foreach.yaml", """{"prices":[3,4,5]}""", """{"sum":12}""")]
    [InlineData("saga.yaml", "null", """{"reason":"No car left","undone":["cancelled hotel","cancelled flight"]}""")]
    public async Task A_sample_runs_as_its_comment_says(string file, string input, string output)
    {
        await using var node = await EmbeddedNode.Start();

        var view = await node.Run(await node.Deploy(file), JsonValue.Parse(input), "sample");

        Assert.Equal((InstanceStatus.Completed, output), (view.Status, view.Output.ToString()));
    }
}
