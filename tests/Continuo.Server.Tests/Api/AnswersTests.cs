using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Server.Api;

namespace Continuo.Server.Tests.Api;

public sealed class AnswersTests
{
    [Theory]
    [InlineData("CommandsPerInstance", 429)]
    [InlineData("CommandsPerShard", 503)]
    public void A_limit_that_is_reached_says_which_and_when_to_try_again(string limit, int status)
    {
        var answer = Answers.Of(new CommandResult.Busy(limit, TimeSpan.FromSeconds(2)));

        Assert.Equal(status, answer.Status);
        Assert.Equal("busy", answer.Body["code"].AsString);
        Assert.Contains(limit, answer.Body["why"].AsString, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.RetryAfter);
    }

    [Fact]
    public void A_refusal_keeps_its_code()
    {
        var answer = Answers.Of(new CommandResult.Refused("unsupported", "It uses call: grpc."));

        Assert.Equal(422, answer.Status);
        Assert.Equal("unsupported", answer.Body["code"].AsString);
        Assert.Equal("It uses call: grpc.", answer.Body["why"].AsString);
    }

    [Theory]
    [InlineData("invalid-input", "Send less")]
    [InlineData("too-large", "Keep less")]
    [InlineData("unsupported", "Change the definition")]
    public void What_to_do_fits_what_was_refused(string code, string remedy) =>
        Assert.StartsWith(remedy, Answers.Of(new CommandResult.Refused(code, "So it is.")).Body["do"].AsString, StringComparison.Ordinal);

    [Fact]
    public void The_place_of_an_instance_is_a_path_of_escaped_parts() =>
        Assert.Equal("/api/v1/instances/a%3Ab/3", Answers.PathOf(new InstanceId("a:b/3")));
}
