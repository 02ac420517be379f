using Continuo.Cluster.Wire;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Ownership;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Cluster.Tests;

public sealed class WireFormatTests
{
    [Fact]
    public void A_start_comes_over_as_it_is_secrets_by_name_and_numbers_as_written()
    {
        var input = JsonObject.Of(("amount", JsonValue.Parse("1.50")), ("key", SymbolicText.Secret("payments")));
        var request = new StartRequest
        {
            Definition = new("ab"),
            Workflow = new("t", "w"),
            Version = "1.0.0",
            AskedVersion = "",
            Input = input,
            Labels = [new("a", "b")],
            Parent = new(new("p"), 7),
            EventMark = 12,
        };
        var command = new ShardInput.Command(new(Guid.NewGuid()), new("p/7"), new Stimulus.Start(request));

        var read = Assert.IsType<ShardInput.Command>(WireFormat.ReadCommand(WireFormat.Write(command)));

        var start = Assert.IsType<Stimulus.Start>(read.Stimulus).Request;
        Assert.Equal((command.Id, command.Instance), (read.Id, read.Instance));
        Assert.Equal(request with { Labels = start.Labels }, start);
        Assert.Equal("1.50", start.Input["amount"].ToString());
        Assert.Equal(JsonKind.Symbolic, start.Input["key"].Kind);
        Assert.Equal(request.Labels, start.Labels);
    }

    [Fact]
    public void Every_command_and_every_answer_comes_over()
    {
        Stimulus[] stimuli =
        [
            new Stimulus.Cancel("why", false), new Stimulus.Suspend(), new Stimulus.Resume(), new Stimulus.Retry(null), new Stimulus.Retry(JsonValue.Null), new Stimulus.Inspect(),
            new Stimulus.ChildEnded(3, new("c"), JsonValue.Parse("[1]"), new("https://errors", 500, "t")),
        ];
        foreach (var stimulus in stimuli)
        {
            Assert.Equal(stimulus, Assert.IsType<ShardInput.Command>(WireFormat.ReadCommand(WireFormat.Write(new ShardInput.Command(default, new("i"), stimulus)))).Stimulus);
        }

        RoutedAnswer[] answers =
        [
            new RoutedAnswer.NotThere(), new RoutedAnswer.Unclear("why"), new RoutedAnswer.Answered(new CommandResult.Busy("limit", TimeSpan.FromSeconds(2))),
            new RoutedAnswer.Answered(new CommandResult.Conflict("code", "why")), new RoutedAnswer.Answered(new CommandResult.NotFound("why")),
        ];
        foreach (var answer in answers)
        {
            Assert.Equal(answer, WireFormat.ReadAnswer(WireFormat.Write(answer)));
        }

        NodeNews[] news = [new NodeNews.EventsGrew(1, 2), new NodeNews.Released(new(3)), new NodeNews.Deployed("t", "n"), new NodeNews.Leaving("a")];
        foreach (var told in news)
        {
            Assert.Equal(told, WireFormat.ReadNews(WireFormat.Write(told)));
        }
    }
}
