using System.Net.Http.Headers;
using System.Text;
using Continuo.Server.Tests.Hosting;

namespace Continuo.Server.Tests.Api;

public sealed class EventTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task A_structured_event_is_durable_and_its_repeat_has_its_position()
    {
        const string Once = """{"specversion":"1.0","id":"s1","source":"/tests","type":"tests.structured","data":{"a":1}}""";

        var first = await _server.Post("api/v1/events", Once, "application/cloudevents+json");
        var second = await _server.Post("api/v1/events", Once, "application/cloudevents+json");

        Assert.Equal(202, first.Status);
        Assert.Single(first.Body["positions"].Array);
        Assert.Equal(first.Body["positions"], second.Body["positions"]);
    }

    [Fact]
    public async Task A_batch_has_a_position_for_each_event()
    {
        var reply = await _server.Post(
            "api/v1/events",
            """[{"specversion":"1.0","id":"b1","source":"/tests","type":"tests.batch"},{"specversion":"1.0","id":"b2","source":"/tests","type":"tests.batch"}]""",
            "application/cloudevents-batch+json");

        Assert.Equal(202, reply.Status);
        Assert.Equal(2, reply.Body["positions"].Array.Count);
    }

    [Fact]
    public async Task A_binary_event_reaches_its_listener_with_its_data()
    {
        await _server.Post("api/v1/workflows/tests/listening/instances?id=binary");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/v1/events", UriKind.Relative)) { Content = new StringContent("""{"word":"h\u00e9"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("ce-specversion", "1.0");
        request.Headers.Add("ce-id", "bin1");
        request.Headers.Add("ce-source", "/tests");
        request.Headers.Add("ce-type", "tests.said");

        var reply = await _server.Send(request);
        var instance = await _server.Get("api/v1/instances/binary?wait=PT10S");

        Assert.Equal(202, reply.Status);
        Assert.Equal("hé", instance.Body["output"]["heard"].AsString);
    }

    [Fact]
    public async Task Binary_data_that_is_no_JSON_is_taken_as_text_or_bytes()
    {
        foreach (var (mediaType, id) in new[] { ("text/plain", "t1"), ("application/octet-stream", "o1") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/v1/events", UriKind.Relative)) { Content = new ByteArrayContent([65, 66]) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            request.Headers.Add("ce-specversion", "1.0");
            request.Headers.Add("ce-id", id);
            request.Headers.Add("ce-source", "/tests");
            request.Headers.Add("ce-type", "tests.bytes");

            Assert.Equal(202, (await _server.Send(request)).Status);
        }
    }

    [Theory]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\"}", "application/cloudevents+json", 400, "bad-event")]
    [InlineData("{\"id\":\"1\",\"source\":\"/t\",\"type\":\"x\"}", "application/cloudevents+json", 400, "bad-event")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"x\",\"time\":\"noon\"}", "application/json", 400, "bad-event")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"x\",\"nested\":{}}", "application/json", 400, "bad-event")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"x\",\"data\":1,\"data_base64\":\"QQ==\"}", "application/json", 400, "bad-event")]
    [InlineData("7", "application/json", 400, "bad-event")]
    [InlineData("[]", "application/cloudevents-batch+json", 400, "bad-body")]
    [InlineData("{", "application/cloudevents+json", 400, "bad-body")]
    [InlineData("<xml/>", "application/xml", 415, "media-type-unknown")]
    public async Task What_is_no_CloudEvent_is_refused(string body, string mediaType, int status, string code)
    {
        var reply = await _server.Post("api/v1/events", body, mediaType);

        Assert.Equal(status, reply.Status);
        Assert.Equal(code, reply.Code);
    }
}
