using Continuo.Server.Tests.Hosting;
using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Api;

/// <summary>Queries, explanations, migrations, and one thing done to many instances, over HTTP.</summary>
public sealed class OperationTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Instances_are_found_by_indexed_fields_and_by_the_error_that_ended_them()
    {
        await Deploy("indexed", "1.0.0", "[{a: {raise: {error: {type: https://x/broken, status: 503, title: Broken}}}}]", ", metadata: {continuo: {index: {input: {customer: '${ .customer }'}}}}");
        await Start("indexed", "ix1", """{"customer":"c-7"}""");
        await Start("indexed", "ix2", """{"customer":"c-8"}""");

        Assert.Equal(["ix1"], await Ids("workflow = tests/indexed and input.customer = c-7"));
        Assert.Equal(["ix2", "ix1"], await Ids("workflow = tests/indexed and status = faulted and error.status = 503 and age < 1h"));
        Assert.Empty(await Ids("workflow = tests/indexed and error.type = 'https://x/other'"));
    }

    [Fact]
    public async Task A_wrong_query_is_refused_with_every_mistake_and_its_column()
    {
        var reply = await _server.Get($"api/v1/instances?where={Uri.EscapeDataString("status = fauled and aeg > 2h")}");

        Assert.Equal((400, "invalid-query"), (reply.Status, reply.Code));
        Assert.Equal(["10", "21"], reply.Body["diagnostics"].Array.Select(diagnostic => diagnostic["column"].ToString()));
    }

    [Fact]
    public async Task A_listener_is_explained_with_the_event_that_came_near()
    {
        await Deploy("orders", "1.0.0", "[{l: {listen: {to: {one: {with: {type: op.paid}, correlate: {order: {from: .data.order, expect: '${ .order }'}}}}}}}]");
        await Start("orders", "ex1", """{"order":"o-1"}""", waits: false);
        await _server.Post("api/v1/events", """{"specversion":"1.0","id":"n1","source":"/t","type":"op.paid","data":{"order":"o-2"}}""");

        var explanation = (await _server.Get("api/v1/instances/ex1/explain")).Body;

        var hold = explanation["holds"].Array[0];
        Assert.Equal(("event", "waiting"), (hold["cause"].AsString!, explanation["status"].AsString!));
        Assert.Equal("correlation 'order' is \"o-2\", expected \"o-1\"", hold["evidence"]["nearMisses"].Array[0]["why"].AsString);
        Assert.NotEmpty(explanation["latest"].Array);
        Assert.Equal(404, (await _server.Get("api/v1/instances/nobody/explain")).Status);
    }

    [Fact]
    public async Task A_parent_is_explained_with_its_child()
    {
        await Deploy("child", "1.0.0", "[{pause: {wait: PT1H}}]");
        await Deploy("parent", "1.0.0", "[{run: {run: {workflow: {namespace: tests, name: child, version: '1.0.0'}}}}]");
        await Start("parent", "ex2", "{}", waits: false);

        var explanation = await Until("api/v1/instances/ex2/explain", body => body["children"].AsArray?.Count > 0);

        Assert.Equal("timer", explanation["children"].Array[0]["holds"].Array[0]["cause"].AsString);
    }

    [Fact]
    public async Task An_instance_migrates_previews_refuses_and_goes_back()
    {
        await Deploy("moving", "1.0.0", "[{pause: {wait: PT1H}}]");
        await Start("moving", "mv1", "{}", waits: false);
        await Deploy("moving", "2.0.0", "[{first: {set: {a: 1}}}, {pause: {wait: PT1H}}]");
        await Deploy("moving", "3.0.0", "[{other: {set: {a: 1}}}]");

        var preview = await _server.Post("api/v1/instances/mv1/migrate", """{"to":"2.0.0","dryRun":true}""");
        var refused = await _server.Post("api/v1/instances/mv1/migrate", """{"to":"3.0.0"}""");
        var done = await _server.Post("api/v1/instances/mv1/migrate", """{"to":"2.0.0"}""");
        var kinds = (await _server.Get("api/v1/instances/mv1/history?order=desc")).Body["items"].Array.Select(item => item["kind"].AsString).ToList();
        var listed = await Ids("workflow = tests/moving@2.0.0");
        var undone = await _server.Post("api/v1/instances/mv1/migrate", """{"undo":true}""");
        var again = await _server.Post("api/v1/instances/mv1/migrate", """{"undo":true}""");

        Assert.Equal((200, "safe", false), (preview.Status, preview.Body["verdict"].AsString!, preview.Body["done"].IsTruthy));
        Assert.Equal((409, "migration-needs-map"), (refused.Status, refused.Code));
        Assert.Equal("/do/0/pause", refused.Body["findings"].Array[0]["pointer"].AsString);
        Assert.Equal((200, true), (done.Status, done.Body["done"].IsTruthy));
        Assert.Equal("migrated", kinds[0]);
        Assert.Equal(["mv1"], listed);
        Assert.Equal((200, "1.0.0"), (undone.Status, undone.Body["to"].AsString!));
        Assert.Equal((409, "not-migrated"), (again.Status, again.Code));
        Assert.Equal(422, (await _server.Post("api/v1/instances/mv1/migrate", """{"to":"9.0.0"}""")).Status);
        Assert.Equal(400, (await _server.Post("api/v1/instances/mv1/migrate", "{}")).Status);
    }

    [Fact]
    public async Task An_operation_does_one_thing_to_all_that_its_query_finds_and_counts()
    {
        await Deploy("many", "1.0.0", "[{pause: {wait: PT1H}}]");
        for (var i = 0; i < 7; i++)
        {
            await Start("many", $"m{i}", "{}", waits: false);
        }

        await _server.Post("api/v1/instances/m3/cancel");
        var body = """{"action":"cancel","where":"workflow = tests/many","rate":5,"reason":"spring cleaning"}""";
        var preview = await _server.Post("api/v1/operations?dryRun=true", body);
        var begun = await _server.Post("api/v1/operations", body);
        var ended = await _server.Get($"api/v1/operations/{begun.Body["id"].AsString}?wait=PT30S");

        Assert.Equal(["applies", "applies", "applies", "skipped", "applies", "applies", "applies"], preview.Body["items"].Array.Select(item => item["verdict"].AsString));
        Assert.Equal(202, begun.Status);
        Assert.Equal(("completed", "7", "6", "1", "0"), (ended.Body["status"].AsString!, Count("looked"), Count("done"), Count("skipped"), Count("failed")));
        Assert.Empty(await Ids("workflow = tests/many and not status = cancelled"));
        string Count(string name) => ended.Body["progress"][name].ToString();
    }

    [Fact]
    public async Task An_operation_that_migrates_says_which_could_not_and_why()
    {
        await Deploy("fleet", "1.0.0", "[{choose: {switch: [{long: {when: .long, then: other}}, {short: {then: pause}}]}}, {pause: {wait: PT1H, then: end}}, {other: {wait: PT1H}}]");
        await Start("fleet", "f1", """{"long":true}""", waits: false);
        await Start("fleet", "f2", """{"long":false}""", waits: false);
        await Deploy("fleet", "2.0.0", "[{pause: {wait: PT1H}}]");

        var begun = await _server.Post("api/v1/operations", """{"action":"migrate","where":"workflow = tests/fleet@1.0.0","to":"2.0.0"}""");
        var ended = await _server.Get($"api/v1/operations/{begun.Body["id"].AsString}?wait=PT30S");

        Assert.Equal("1", ended.Body["progress"]["done"].ToString());
        var failure = Assert.Single(ended.Body["progress"]["failures"].Array);
        Assert.Equal("f1", failure["id"].AsString);
        Assert.StartsWith("needs-map: /do/2/other", failure["why"].AsString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"where":"status = faulted"}""", "action")]
    [InlineData("""{"action":"explode","where":"status = faulted"}""", "explode")]
    [InlineData("""{"action":"cancel"}""", "where")]
    [InlineData("""{"action":"migrate","where":"incident"}""", "undo")]
    [InlineData("""{"action":"cancel","where":"incident","speed":3}""", "speed")]
    [InlineData("""{"action":"cancel","where":"incident","rate":0}""", "rate")]
    public async Task A_wrong_operation_is_refused_before_it_begins(string body, string names)
    {
        var reply = await _server.Post("api/v1/operations", body);

        Assert.Equal(400, reply.Status);
        Assert.Contains(names, reply.Body["detail"].AsString + reply.Body["do"].AsString, StringComparison.Ordinal);
    }

    private async Task Deploy(string name, string version, string tasks, string metadata = "")
    {
        var reply = await _server.Deploy($"document: {{dsl: '1.0.3', namespace: tests, name: {name}, version: '{version}'{metadata}}}\ndo: {tasks}\n");
        Assert.True(reply.Status is 200 or 201, reply.Body.ToString());
    }

    private async Task Start(string name, string id, string input, bool waits = true) =>
        Assert.True((await _server.Post($"api/v1/workflows/tests/{name}/instances?version=1.0.0&id={id}{(waits ? "&wait=PT10S" : "")}", input)).Status is 200 or 201);

    private async Task<List<string?>> Ids(string where) =>
        [.. (await _server.Get($"api/v1/instances?where={Uri.EscapeDataString(where)}")).Body["items"].Array.Select(item => item["id"].AsString)];

    private async Task<JsonValue> Until(string path, Func<JsonValue, bool> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            var body = (await _server.Get(path)).Body;
            if (holds(body))
            {
                return body;
            }

            await _server.Get("api/v1/instances/ex2?wait=PT0.05S");
        }

        throw new Xunit.Sdk.XunitException($"{path} does not come to it.");
    }
}
