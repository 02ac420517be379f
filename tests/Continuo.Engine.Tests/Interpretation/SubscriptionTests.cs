using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>What of a stream of messages a call consumes. The world's messages are <c>{payload: {n: 0}}</c>, <c>{payload: {n: 1}}</c> and so on.</summary>
public sealed class SubscriptionTests
{
    private readonly List<EffectRequest> _asked = [];

    [Theory]
    [InlineData("consume: {amount: 3}", "[0,1,2]", 3)]
    [InlineData("filter: '${ .payload.n % 2 == 1 }', consume: {amount: 2}", "[1,3]", 4)]
    [InlineData("filter: .payload.n >= 2, consume: {amount: 1}", "[2]", 3)]
    [InlineData("filter: '${ .payload.n | if . < 2 then error else true end }', consume: {amount: 1}", "[2]", 3)]
    [InlineData("consume: {while: '${ length < 3 }'}", "[0,1,2]", 3)]
    [InlineData("consume: {while: 'any(.payload.n > 1) | not'}", "[0,1,2]", 3)]
    [InlineData("consume: {until: '${ length == 2 }'}", "[0,1]", 2)]
    [InlineData("consume: {until: 'length == 0'}", "[]", 0)]
    [InlineData("consume: {until: '.[-1].payload.n == 4'}, filter: '.payload.n > 2'", "[3,4]", 5)]
    [InlineData("filter: '.payload.n == $input.wanted', consume: {amount: 1}", "[2]", 3)]
    public void A_subscription_consumes_what_it_asks_for_and_no_more(string subscription, string consumed, int asked)
    {
        var story = Story(subscription).Start("""{"wanted":2}""").RunToEnd();

        Assert.Equal(InstanceStatus.Completed, story.View.Status);
        Assert.Equal(consumed, Numbers(story.View.Output));
        Assert.Equal(asked, _asked.Count(request => !Closes(request)));
        Assert.Equal(asked == 0 ? 0 : 1, _asked.Count(Closes));
    }

    [Fact]
    public void Each_message_has_a_key_of_its_own_and_one_name()
    {
        Story("consume: {amount: 2}").Start("{}").RunToEnd();

        Assert.Single(_asked.Select(request => request.Arguments["subscription"]["name"].String).Distinct());
        Assert.Equal(["0", "1", "2"], _asked.Select(request => request.Key.Split('/')[^1]));
    }

    [Fact]
    public void Each_message_is_processed_before_the_next_is_asked_for()
    {
        var order = new List<string>();
        var story = Story("consume: {amount: 2}, foreach: {item: m, at: i, do: [{use: {call: note, with: {n: '${ $m.payload.n }', i: '${ $i }'}}}], output: {as: '.n + 10'}, export: {as: '$context + {last: .}'}}", order, "output: {as: '{all: ., last: $context.last}'}");

        story.Start("{}").RunToEnd();

        Assert.Equal("""{"all":[10,11],"last":11}""", story.View.Output.ToString());
        Assert.Equal(["message 0", """note {"n":0,"i":0}""", "message 1", """note {"n":1,"i":1}""", "closes"], order);
    }

    [Fact]
    public void A_foreach_without_tasks_shapes_the_messages()
    {
        var story = Story("consume: {amount: 2}, foreach: {output: {as: '${ {v: $item.payload.n, at: $index} }'}}").Start("{}").RunToEnd();

        Assert.Equal("""[{"v":0,"at":0},{"v":1,"at":1}]""", story.View.Output.ToString());
    }

    [Theory]
    [InlineData("consume: {amount: 5, for: {minutes: 30}}")]
    [InlineData("consume: {while: 'true', for: PT30M}")]
    public void After_its_time_it_completes_with_what_it_has(string subscription)
    {
        var story = Story(subscription, silentAfter: 2).Start("{}").RunToRest().Advance(TimeSpan.FromMinutes(30)).RunToRest();

        Assert.Equal((InstanceStatus.Completed, "[0,1]"), (story.View.Status, Numbers(story.View.Output)));
    }

    [Fact]
    public void A_failure_of_the_call_can_be_caught()
    {
        var story = new InstanceStory(
            Yaml("  - t: {try: [{s: {CALL}}], catch: {as: e, do: [{r: {set: {status: '${ $e.status }'}}}]}}", "consume: {amount: 1}"),
            _ => Failed());

        story.Start("{}").RunToEnd();

        Assert.Equal("""{"status":503}""", story.View.Output.ToString());
    }

    [Fact]
    public void An_error_of_a_condition_is_the_tasks()
    {
        var story = Story("consume: {while: 'error(\"no\")'}").Start("{}").RunToEnd();

        Assert.Equal((InstanceStatus.Faulted, "/do/0/s"), (story.View.Status, story.View.Error!.Instance));
    }

    [Theory]
    [InlineData("consume: {amount: 2}", int.MaxValue)]
    [InlineData("consume: {amount: 5, for: PT30M}", 2)]
    public void A_retry_of_one_that_had_enough_closes_and_asks_for_no_further_message(string subscription, int silentAfter)
    {
        var story = Story(subscription, silentAfter: silentAfter, fails: request => Closes(request) && _asked.Count(Closes) == 1).Start("{}").RunToRest();
        story.Advance(TimeSpan.FromMinutes(30)).RunToRest();
        Assert.Equal(InstanceStatus.Faulted, story.View.Status);
        var messages = _asked.Count(request => !Closes(request));

        story.Send(new Stimulus.Retry(null)).RunToRest();

        Assert.Equal((InstanceStatus.Completed, "[0,1]"), (story.View.Status, Numbers(story.View.Output)));
        Assert.Equal(messages, _asked.Count(request => !Closes(request)));
    }

    [Fact]
    public void A_branch_that_was_closing_when_another_failed_goes_on_to_close()
    {
        var fails = true;
        var story = new InstanceStory(
            Yaml("  - f: {fork: {branches: [{s: {CALL}}, {bad: {do: [{w: {wait: PT1M}}, {x: {call: flaky}}]}}]}}", "consume: {amount: 1}"),
            request => (EffectOutcome?)Answer(request) ?? (fails ? Failed() : new EffectOutcome.Returned(JsonValue.Null)))
        {
            Holds = Closes,
        };
        story.Start("{}").RunToRest().Advance(TimeSpan.FromMinutes(1)).RunToRest();
        Assert.Equal(InstanceStatus.Faulted, story.View.Status);

        fails = false;
        story.Holds = _ => false;
        story.Send(new Stimulus.Retry(null)).RunToRest();

        Assert.Equal(InstanceStatus.Completed, story.View.Status);
        Assert.Single(_asked, request => !Closes(request));
    }

    [Fact]
    public void A_retry_with_another_input_keeps_what_was_consumed()
    {
        var fails = true;
        var story = Story("consume: {amount: 2}, foreach: {output: {as: '$item.payload.n + $input.add'}}", fails: request => fails && Number(request) == 1).Start("""{"add":1}""").RunToRest();
        Assert.Equal(InstanceStatus.Faulted, story.View.Status);

        fails = false;
        story.Send(new Stimulus.Retry(JsonValue.Parse("""{"add":10}"""))).RunToRest();

        Assert.Equal((InstanceStatus.Completed, "[1,11]"), (story.View.Status, story.View.Output.ToString()));
    }

    private static bool Closes(EffectRequest request) => request.Arguments["subscription"]["closes"].IsTruthy;

    private static int Number(EffectRequest request) => int.Parse(request.Key.Split('/')[^1]);

    private static string Numbers(JsonValue output) => $"[{string.Join(',', output.Array.Select(message => message["payload"]["n"].ToString()))}]";

    private static string Yaml(string tasks, string subscription, string more = "") =>
        "document: {dsl: '1.0.3', namespace: test, name: messages, version: '1.0.0'}\ndo:\n"
        + tasks.Replace("CALL", $"call: asyncapi, with: {{document: {{endpoint: 'http://a/'}}, channel: c, subscription: {{{subscription}}}}}{(more.Length == 0 ? "" : $", {more}")}", StringComparison.Ordinal) + "\n";

    private InstanceStory Story(string subscription, List<string>? order = null, string more = "", int silentAfter = int.MaxValue, Func<EffectRequest, bool>? fails = null) => new(Yaml("  - s: {CALL}", subscription, more), request =>
    {
        if (request.Kind == EffectKind.Function)
        {
            order?.Add($"note {request.Arguments["input"]}");
            return new EffectOutcome.Returned(request.Arguments["input"]);
        }

        order?.Add(Closes(request) ? "closes" : $"message {Number(request)}");
        var answer = Answer(request);
        return fails?.Invoke(request) == true ? Failed() : answer!;
    })
    {
        Holds = request => request.Kind == EffectKind.AsyncApi && !Closes(request) && Number(request) >= silentAfter,
    };

    private static EffectOutcome.Failed Failed() => new(new WorkflowError("https://open-workflow-specification.org/spec/1.0.0/errors/communication", 503, "The broker failed"));

    private EffectOutcome.Returned? Answer(EffectRequest request)
    {
        if (request.Kind != EffectKind.AsyncApi)
        {
            return null;
        }

        _asked.Add(request);
        return new EffectOutcome.Returned(Closes(request) ? JsonValue.Null : JsonObject.Of(("payload", JsonObject.Of(("n", Number(request))))));
    }
}
