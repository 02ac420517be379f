using Confluent.Kafka;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.Tests;

/// <summary>Each protocol against a real broker: what is published is consumed, in order, and as it was.</summary>
public sealed class BrokerTests
{
    private const string With = """{"channel":"greetings"}""";

    [Fact]
    public async Task Nats_carries_messages_with_headers()
    {
        await using var broker = await BrokerProcess.Nats();

        await RoundTrip($"nats://127.0.0.1:{broker.Port}", "nats", hasHeaders: true);
    }

    [Fact]
    public async Task Redis_carries_messages()
    {
        await using var broker = await BrokerProcess.Redis();

        await RoundTrip($"redis://127.0.0.1:{broker.Port}", "redis", hasHeaders: false);
    }

    [Theory]
    [InlineData("mqtt", false)]
    [InlineData("mqtt5", true)]
    public async Task Mqtt_carries_messages_and_since_5_their_headers(string protocol, bool hasHeaders)
    {
        await using var broker = await BrokerProcess.Mosquitto();

        await RoundTrip($"127.0.0.1:{broker.Port}", protocol, hasHeaders);
    }

    [Fact]
    public async Task RabbitMq_keeps_what_was_not_consumed_for_good()
    {
        await using var broker = await BrokerProcess.RabbitMq();
        await using var caller = new MessageCaller(Document($"amqp://127.0.0.1:{broker.Port}", "amqp"));
        for (var i = 0; i < 3; i++)
        {
            await caller.Publish(With, Numbered(i));
        }

        var first = await caller.Next("before", 0, With);
        var second = await caller.Next("before", 1, With);
        using (var crash = new CancellationTokenSource())
        {
            // Nobody waits any more: what was given last is not accepted, and goes back.
            await crash.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await caller.Consume("before", 1 + 1, With, closes: false, cancellation: crash.Token));
        }

        var again = await caller.Next("after", 0, With);
        await caller.Consume("after", 1, With, closes: true);
        await using var later = new MessageCaller(Document($"amqp://127.0.0.1:{broker.Port}", "amqp"));
        await later.Publish(With, """{"payload":{"n":9}}""");
        var rest = await later.Next("later", 0, With);

        Assert.Equal([0, 1], new[] { first, second }.Select(N));
        Assert.Equal("c0", first["correlationId"].String);
        Assert.Contains(N(again), (int[])[1, 2]);
        Assert.True(N(rest) > N(again));
    }

    [Fact]
    public async Task RabbitMq_routes_through_the_exchange_of_the_document()
    {
        await using var broker = await BrokerProcess.RabbitMq();

        await RoundTrip($"amqp://127.0.0.1:{broker.Port}", "amqp", hasHeaders: true, "{amqp: {is: routingKey, exchange: {name: amq.topic}}}");
    }

    [Fact]
    public async Task Kafka_goes_on_after_the_last_message_that_was_accepted()
    {
        var mock = new ProducerConfig { BootstrapServers = "mock" };
        mock.Set("test.mock.num.brokers", "1");
        using var cluster = new ProducerBuilder<Null, byte[]>(mock).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(cluster.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers[0];
        await using var caller = new MessageCaller(Document($"{broker.Host}:{broker.Port}", "kafka"));
        for (var i = 0; i < 3; i++)
        {
            // One key, so one partition: between partitions there is no order.
            await caller.Publish(With, Numbered(i).Replace($"c{i}", "c0", StringComparison.Ordinal));
        }

        var first = await caller.Next("run/s", 0, With);
        var second = await caller.Next("run/s", 1, With);
        await caller.Consume("run/s", 2, With, closes: true);
        var third = await caller.Next("run/s", 2, With);

        Assert.Equal([0, 1, 2], new[] { first, second, third }.Select(N));
        Assert.Equal(("c0", "c0"), (first["headers"]["correlationId"].String, first["correlationId"].String));
    }

    [Fact]
    public async Task A_message_that_is_asked_for_again_is_the_same_one()
    {
        await using var broker = await BrokerProcess.RabbitMq();
        await using var caller = new MessageCaller(Document($"amqp://127.0.0.1:{broker.Port}", "amqp"));
        await caller.Publish(With, """{"payload":{"n":0}}""");
        await caller.Publish(With, """{"payload":{"n":1}}""");

        var first = await caller.Next("s", 0, With);
        var again = await caller.Next("s", 0, With);
        var second = await caller.Next("s", 1, With);

        Assert.Equal((0, 0, 1), (N(first), N(again), N(second)));
    }

    [Theory]
    [InlineData("nats")]
    [InlineData("redis")]
    [InlineData("mqtt")]
    [InlineData("amqp")]
    [InlineData("ws")]
    [InlineData("http")]
    public async Task A_broker_that_is_not_there_is_a_communication_error(string protocol)
    {
        await using var caller = new MessageCaller(Document("127.0.0.1:9", protocol));

        var error = await caller.Error(With, "communication", 500);

        Assert.Contains("127.0.0.1", error.Detail);
    }

    private static int N(JsonValue message) => (int)message["payload"]["n"].Number;

    private static string Numbered(int n) => ((JsonValue)JsonObject.Of(("payload", JsonObject.Of(("n", n))), ("headers", JsonObject.Of(("correlationId", $"c{n}"))))).ToString();

    private static string Document(string address, string protocol, string bindings = "{}") => $$"""
        asyncapi: '2.6.0'
        info: {title: test, version: '1'}
        servers:
          main:
            url: '{{address}}'
            protocol: {{protocol}}
        channels:
          greetings:
            bindings: {{bindings}}
            publish: {}
            subscribe: {}
        """;

    private static async Task RoundTrip(string address, string protocol, bool hasHeaders, string bindings = "{}")
    {
        await using var caller = new MessageCaller(Document(address, protocol, bindings));
        var first = caller.Next("s", 0, With);

        // When the broker knows of the subscription nobody can see from outside: what is said before is lost, so it is said until it is heard.
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!first.IsCompleted && await again.WaitForNextTickAsync())
        {
            await caller.Publish(With, """{"payload":{"n":0}}""");
        }

        Assert.Equal("""{"n":0}""", (await first)["payload"].ToString());
        var sent = JsonValue.Parse("""{"payload":{"n":1,"text":"grüß €"},"headers":{"x-a":"b","correlationId":"c1"}}""");
        var output = await caller.Publish(With, sent.ToString());
        await caller.Publish(With, """{"payload":"plain text"}""");
        var (message, n) = (JsonValue.Null, 1);
        do
        {
            message = await caller.Next("s", n++, With);
        }
        while (message["payload"]["n"] is { IsNumber: true, Number: 0 });
        var text = await caller.Next("s", n, With);
        await caller.Consume("s", n + 1, With, closes: true);

        Assert.Equal(sent, output);
        Assert.Equal(sent["payload"], message["payload"]);
        Assert.Equal(hasHeaders ? "b" : null, message["headers"]["x-a"].AsString);
        Assert.Equal(hasHeaders ? "c1" : null, message["correlationId"].AsString);
        Assert.Equal("plain text", text["payload"].String);
    }
}
