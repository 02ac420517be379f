using System.Net;
using Continuo.Server.Tests.Hosting;
using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Api;

/// <summary>Lifecycle events over HTTP: the stream, and posts to an address.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task The_stream_tells_what_is_asked_for_and_goes_on_after_an_id()
    {
        await using var server = await RunningServer.Start();
        await server.Deploy(TestWorkflows.Greet);
        await server.Post("api/v1/workflows/tests/greet/instances?id=g1&wait=PT20S", """{"name":"Ada"}""");
        await server.Post("api/v1/workflows/tests/greet/instances?id=g2&wait=PT20S", """{"name":"Eve"}""");

        var all = await Read(server, "api/v1/lifecycle?after=0&types=workflow.started,workflow.completed&workflow=tests/greet", 4);
        var one = await Read(server, "api/v1/lifecycle?after=0&instance=g2", 3);
        var rest = await Read(server, "api/v1/lifecycle?after=0&types=workflow.started,workflow.completed", 2, lastId: all[1].Id);

        Assert.Equal(["g1", "g1", "g2", "g2"], all.Select(told => told.Event["subject"].AsString));
        Assert.Equal("io.serverlessworkflow.workflow.completed.v1", all[1].Type);
        Assert.Equal(all[1].Type, all[1].Event["type"].AsString);
        Assert.All(one, told => Assert.Equal("g2", told.Event["subject"].AsString));
        Assert.Equal(all.Skip(2).Select(told => told.Event), rest.Select(told => told.Event));
    }

    [Fact]
    public async Task The_stream_is_live_and_ends_with_the_server()
    {
        await using var server = await RunningServer.Start();
        await server.Deploy(TestWorkflows.Greet);
        using var response = await server.Http.GetAsync(new Uri("api/v1/lifecycle?types=workflow.completed", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(":", await reader.ReadLineAsync());

        await server.Post("api/v1/workflows/tests/greet/instances?id=live", """{"name":"Ada"}""");
        var told = await Next(reader);
        await server.Stop();

        Assert.Equal("live", told.Event["subject"].AsString);
        Assert.Equal("/api/v1/instances/live#/output", told.Event["data"]["outputUri"].AsString);
        Assert.DoesNotContain("data:", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("types=workflow.exploded")]
    [InlineData("after=x")]
    [InlineData("workflow=x")]
    [InlineData("kind=x")]
    public async Task What_it_does_not_know_it_refuses(string query)
    {
        await using var server = await RunningServer.Start();

        Assert.Equal(400, (await server.Get($"api/v1/lifecycle?{query}")).Status);
    }

    [Fact]
    public async Task A_sink_gets_each_event_posted_and_again_when_it_failed()
    {
        var data = Directory.CreateTempSubdirectory("continuo-lifecycle-").FullName;
        try
        {
            await using var hook = await Hook.Start(failures: 2);
            await using var server = await RunningServer.Start(options => options.LifecycleSinks.Add(hook.Address), data);
            await server.Deploy(TestWorkflows.Greet);
            await server.Post("api/v1/workflows/tests/greet/instances?id=g1", """{"name":"Ada"}""");

            var taken = await hook.Until("workflow.completed");

            Assert.All(hook.MediaTypes, type => Assert.Equal("application/cloudevents+json", type));
            Assert.Equal(taken.Select(told => told["id"].String).Distinct().Count(), taken.Count);
            Assert.Equal("io.serverlessworkflow.workflow.started.v1", taken[0]["type"].AsString);
            Assert.True(hook.Posts >= taken.Count + 2);
        }
        finally
        {
            Directory.Delete(data, true);
        }
    }

    [Fact]
    public async Task An_address_that_is_none_stops_the_start_with_words() =>
        Assert.Contains(
            "lifecycle sink",
            (await Assert.ThrowsAsync<HostingException>(() => RunningServer.Start(options => options.LifecycleSinks.Add(new Uri("ftp://a.test"))))).Message,
            StringComparison.Ordinal);

    private static async Task<List<Told>> Read(RunningServer server, string path, int count, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var told = new List<Told>();
        while (told.Count < count)
        {
            told.Add(await Next(reader));
        }

        return told;
    }

    private static async Task<Told> Next(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var (id, type) = ("", "");
        while (true)
        {
            var line = await reader.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException();
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return new(id, type, JsonValue.Parse(line[6..]));
            }
        }
    }

    private sealed record Told(string Id, string Type, JsonValue Event);
}
