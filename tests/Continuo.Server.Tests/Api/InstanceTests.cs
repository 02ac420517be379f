using Continuo.Server.Tests.Hosting;
using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Api;

public sealed class InstanceTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task An_instance_that_is_not_there_is_404()
    {
        foreach (var path in new[] { "api/v1/instances/nobody", "api/v1/instances/nobody?wait=PT0.01S", "api/v1/instances/nobody/history" })
        {
            var reply = await _server.Get(path);
            Assert.Equal(404, reply.Status);
            Assert.Equal("instance-not-found", reply.Code);
        }

        Assert.Equal(404, (await _server.Post("api/v1/instances/nobody/cancel")).Status);
    }

    [Fact]
    public async Task A_wait_ends_with_the_instance()
    {
        await _server.Post("api/v1/workflows/tests/listening/instances?id=awaited");
        var waiting = _server.Get("api/v1/instances/awaited?wait=PT30S");
        await _server.Post("api/v1/events", Said("w1", "end"));

        var reply = await waiting;

        Assert.Equal(200, reply.Status);
        Assert.Equal("completed", reply.Body["status"].AsString);
    }

    [Fact]
    public async Task The_list_filters_by_status_workflow_and_label()
    {
        await _server.Post("api/v1/workflows/tests/greet/instances?id=l1&label=team:red&label=tier:1&wait=PT10S", """{"name":"a"}""");
        await _server.Post("api/v1/workflows/tests/greet/instances?id=l2&label=team:blue&wait=PT10S", """{"name":"b"}""");
        await _server.Post("api/v1/workflows/tests/listening/instances?id=l3&label=team:red");

        Assert.Equal(["l3", "l1"], await Ids("label=team:red"));
        Assert.Equal(["l1"], await Ids("label=team:red&workflow=tests/greet&status=completed"));
        Assert.Equal(["l3"], await Ids("label=team:red&status=waiting"));
        Assert.Empty(await Ids("label=team:red&workflow=tests/greet@9.0.0"));
        Assert.Equal(["l1"], await Ids("label=team:red&label=tier:1"));
        Assert.Empty(await Ids("label=team:blue&label=tier:1"));
        Assert.Equal(["l3", "l1"], await Ids("label=team:red&status=waiting&status=completed"));
    }

    [Fact]
    public async Task The_list_comes_in_pages_that_neither_repeat_nor_miss()
    {
        for (var i = 0; i < 5; i++)
        {
            await _server.Post($"api/v1/workflows/tests/greet/instances?id=p{i}&label=page:yes&wait=PT10S", """{"name":"a"}""");
        }

        var seen = new List<string?>();
        var cursor = "";
        do
        {
            var page = await _server.Get($"api/v1/instances?label=page:yes&limit=2{cursor}");
            Assert.NotNull(page.Body["asOf"].AsString);
            seen.AddRange(page.Body["items"].Array.Select(item => item["id"].AsString));
            cursor = page.Body["next"].AsString is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(["p4", "p3", "p2", "p1", "p0"], seen);
    }

    [Theory]
    [InlineData("status=ended")]
    [InlineData("workflow=greet")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("cursor=%20nonsense")]
    [InlineData("label=a")]
    [InlineData("status=waiting&status=ended")]
    [InlineData("workflow=a/b&workflow=a/c")]
    [InlineData("sort=asc")]
    public async Task A_wrong_filter_is_refused(string query)
    {
        Assert.Equal(400, (await _server.Get($"api/v1/instances?{query}")).Status);
    }

    [Fact]
    public async Task History_tells_what_happened_in_both_orders_and_in_pages()
    {
        await _server.Post("api/v1/workflows/tests/greet/instances?id=told&wait=PT10S", """{"name":"Ada"}""");

        var forward = (await _server.Get("api/v1/instances/told/history")).Body["items"].Array.Select(item => item["kind"].AsString).ToList();
        var backward = (await _server.Get("api/v1/instances/told/history?order=desc")).Body["items"].Array.Select(item => item["kind"].AsString).ToList();
        var first = await _server.Get("api/v1/instances/told/history?limit=1");
        var rest = await _server.Get($"api/v1/instances/told/history?cursor={first.Body["next"].AsString}");

        Assert.Equal("started", forward[0]);
        Assert.Equal("finished", forward[^1]);
        backward.Reverse();
        Assert.Equal(forward, backward);
        Assert.Equal(forward.Skip(1), rest.Body["items"].Array.Select(item => item["kind"].AsString));
        Assert.All(rest.Body["items"].Array, item => Assert.True(item["position"].IsNumber && item["at"].IsString));
        Assert.Equal(400, (await _server.Get("api/v1/instances/told/history?order=up")).Status);
        Assert.Equal(400, (await _server.Get("api/v1/instances/told/history?cursor=x")).Status);
    }

    [Fact]
    public async Task Children_are_found_by_their_ids_with_slashes()
    {
        var parent = await _server.Post("api/v1/workflows/tests/parent/instances?id=family&wait=PT10S");
        var child = (await _server.Get("api/v1/instances?workflow=tests/greet")).Body["items"].Array.First(item => item["id"].AsString!.StartsWith("family/", StringComparison.Ordinal))["id"].AsString!;

        var shown = await _server.Get($"api/v1/instances/{child}");
        var escaped = await _server.Get($"api/v1/instances/{Uri.EscapeDataString(child)}");
        var history = await _server.Get($"api/v1/instances/{child}/history");

        Assert.Equal("completed", parent.Body["status"].AsString);
        Assert.Equal(child, shown.Body["id"].AsString);
        Assert.Equal(child, escaped.Body["id"].AsString);
        Assert.Equal("started", history.Body["items"].Array[0]["kind"].AsString);
        Assert.Equal(409, (await _server.Post($"api/v1/instances/{child}/suspend")).Status);
    }

    [Fact]
    public async Task Cancel_suspend_and_resume_steer_an_instance()
    {
        await _server.Post("api/v1/workflows/tests/listening/instances?id=steered");

        Assert.Equal("suspended", (await _server.Post("api/v1/instances/steered/suspend")).Body["status"].AsString);
        Assert.Equal("waiting", (await _server.Post("api/v1/instances/steered/resume")).Body["status"].AsString);
        Assert.Equal(200, (await _server.Post("api/v1/instances/steered/cancel?compensate=false&reason=enough")).Status);
        Assert.Equal("cancelled", (await _server.Get("api/v1/instances/steered?wait=PT10S")).Body["status"].AsString);
        Assert.Equal(409, (await _server.Post("api/v1/instances/steered/resume")).Status);
        Assert.Equal(404, (await _server.Post("api/v1/instances/steered/explode")).Status);
        Assert.Equal(400, (await _server.Post("api/v1/instances/steered/cancel?compensat=false")).Status);
    }

    [Fact]
    public async Task A_retry_takes_an_input_for_what_failed()
    {
        var failed = await _server.Post("api/v1/workflows/tests/raising/instances?id=retried&wait=PT10S", """{"amount":12}""");
        var wrong = await _server.Post("api/v1/instances/retried/retry", """{"inptu":{"amount":1}}""");
        var retried = await _server.Post("api/v1/instances/retried/retry", """{"input":{"amount":1}}""");
        var ended = await _server.Get("api/v1/instances/retried?wait=PT10S");

        Assert.Equal("faulted", failed.Body["status"].AsString);
        Assert.Equal(400, wrong.Status);
        Assert.Equal(200, retried.Status);
        Assert.Equal("completed", ended.Body["status"].AsString);
    }

    private static string Said(string id, string word)
    {
        JsonValue said = JsonObject.Of(("specversion", "1.0"), ("id", id), ("source", "/tests"), ("type", "tests.said"), ("data", JsonObject.Of(("word", word))));
        return said.ToString();
    }

    private async Task<IEnumerable<string?>> Ids(string query) =>
        (await _server.Get($"api/v1/instances?{query}")).Body["items"].Array.Select(item => item["id"].AsString);
}
