using System.Text;
using Continuo.Server.Tests.Hosting;
using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Api;

public sealed class StartTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task A_start_answers_with_the_instance_and_where_it_is()
    {
        var reply = await _server.Post("api/v1/workflows/tests/gated/instances?id=located");

        Assert.Equal(201, reply.Status);
        Assert.Equal("located", reply.Body["id"].AsString);
        Assert.Equal("/api/v1/instances/located", reply.Http.Headers.Location!.ToString());
    }

    [Fact]
    public async Task With_wait_the_answer_is_the_whole_instance_when_it_ended()
    {
        var reply = await _server.Post("api/v1/workflows/tests/greet/instances?wait=PT10S&label=who:ada&label=where:here", """{"name":"Ada"}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal("completed", reply.Body["status"].AsString);
        Assert.Equal("none", reply.Body["compensation"].AsString);
        Assert.Equal(JsonValue.Parse("""{"greeting":"Hello, Ada"}"""), reply.Body["output"]);
        Assert.Equal(JsonValue.Parse("""{"name":"Ada"}"""), reply.Body["input"]);
        Assert.Equal(JsonValue.Parse("""{"who":"ada","where":"here"}"""), reply.Body["labels"]);
        Assert.True(reply.Body["error"].IsNull);
        Assert.Equal("greet", reply.Body["workflow"]["name"].AsString);
        Assert.Equal(64, reply.Body["workflow"]["hash"].AsString!.Length);
        Assert.NotNull(reply.Body["finishedAt"].AsString);
        Assert.Empty(reply.Body["tasks"].Array);
    }

    [Theory]
    [InlineData("api/v1/workflows/tests/gated/instances", "{\"a\":\"\\ud800\"}")]
    [InlineData("api/v1/workflows/tests/gated/instances", "{\"a\":\"\u00ff\u00fe\"}")]
    [InlineData("api/v1/workflows/tests/gated/instances", "{\"caf\u00e9\":1}")]
    [InlineData("api/v1/events", "{\"specversion\":\"1.0\",\"id\":\"\\udc00\",\"source\":\"/t\",\"type\":\"t\"}")]
    public async Task A_body_that_is_no_Unicode_text_is_refused_with_its_place(string path, string latin1)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(latin1)) };
        request.Content.Headers.ContentType = new("application/json");

        var reply = await _server.Send(request);

        Assert.Equal((400, "bad-body"), (reply.Status, reply.Code));
        Assert.Contains("1:", reply.Body["why"].AsString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_wait_the_answer_is_202_when_it_has_not_ended()
    {
        var reply = await _server.Post("api/v1/workflows/tests/listening/instances?wait=PT0.05S");

        Assert.Equal(202, reply.Status);
        Assert.Equal("waiting", reply.Body["status"].AsString);
        Assert.Equal("/do/0/hear", reply.Body["tasks"].Array[0]["pointer"].AsString);
        Assert.Equal($"/api/v1/instances/{reply.Body["id"].AsString}", reply.Http.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_same_id_with_the_same_request_is_the_same_instance()
    {
        var first = await _server.Post("api/v1/workflows/tests/greet/instances?id=again", """{"name":"Ada"}""");
        var second = await _server.Post("api/v1/workflows/tests/greet/instances?id=again", """{ "name": "Ada" }""");

        Assert.Equal(201, first.Status);
        Assert.Equal(200, second.Status);
        Assert.Equal(first.Body["createdAt"], second.Body["createdAt"]);
    }

    [Fact]
    public async Task The_same_id_with_another_request_is_a_conflict()
    {
        await _server.Post("api/v1/workflows/tests/greet/instances?id=taken", """{"name":"Ada"}""");

        var input = await _server.Post("api/v1/workflows/tests/greet/instances?id=taken", """{"name":"Eve"}""");
        var workflow = await _server.Post("api/v1/workflows/tests/doubled/instances?id=taken", """{"name":"Ada"}""");

        Assert.Equal(409, input.Status);
        Assert.Equal("instance-exists", input.Code);
        Assert.Equal(409, workflow.Status);
    }

    [Fact]
    public async Task Functions_of_the_host_are_called_by_name()
    {
        var reply = await _server.Post("api/v1/workflows/tests/doubled/instances?wait=PT10S", "21");

        Assert.Equal(84, reply.Body["output"].Number);
    }

    [Fact]
    public async Task A_faulted_instance_shows_the_error_of_the_standard()
    {
        var reply = await _server.Post("api/v1/workflows/tests/raising/instances?wait=PT10S", """{"amount":12}""");

        Assert.Equal(200, reply.Status);
        Assert.Equal("faulted", reply.Body["status"].AsString);
        Assert.Equal("https://example.com/too-much", reply.Body["error"]["type"].AsString);
        Assert.Equal(422, reply.Body["error"]["status"].Number);
        Assert.Equal("amount 12", reply.Body["error"]["detail"].AsString);
        Assert.Equal("/do/0/check", reply.Body["error"]["instance"].AsString);
    }

    [Fact]
    public async Task Numbers_pass_as_they_were_written()
    {
        await _server.Deploy("""
            document: { dsl: '1.0.3', namespace: tests, name: echo, version: '1.0.0' }
            do:
              - echo: { set: '${ . }' }
            """);
        using var response = await _server.Http.PostAsync(
            new Uri("api/v1/workflows/tests/echo/instances?wait=PT10S", UriKind.Relative),
            new StringContent("""{"big":100000000000000000000001,"small":1.10}"""));

        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("""
            "output":{"big":100000000000000000000001,"small":1.10}
            """.Trim(), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/v1/workflows/tests/nosuch/instances", null, 404, "workflow-not-found")]
    [InlineData("api/v1/workflows/tests/greet/instances?version=9.9.9", null, 404, "workflow-not-found")]
    [InlineData("api/v1/workflows/tests/greet/instances", "{\"a\":", 400, "bad-body")]
    [InlineData("api/v1/workflows/tests/greet/instances?id=a%2Fb", null, 400, "bad-parameter")]
    [InlineData("api/v1/workflows/tests/greet/instances?wait=30", null, 400, "bad-parameter")]
    [InlineData("api/v1/workflows/tests/greet/instances?wait=PT2H", null, 400, "bad-parameter")]
    [InlineData("api/v1/workflows/tests/greet/instances?label=nocolon", null, 400, "bad-parameter")]
    [InlineData("api/v1/workflows/tests/greet/instances?label=a:1&label=a:2", null, 400, "bad-parameter")]
    [InlineData("api/v1/workflows/tests/greet/instances?wiat=PT1S", null, 400, "unknown-parameter")]
    public async Task A_wrong_start_is_refused_with_what_why_and_what_to_do(string path, string? body, int status, string code)
    {
        var reply = await _server.Post(path, body);

        Assert.Equal(status, reply.Status);
        Assert.Equal(code, reply.Code);
        Assert.Equal("application/problem+json", reply.Http.Content.Headers.ContentType!.MediaType);
        foreach (var member in new[] { "type", "title", "what", "why", "do" })
        {
            Assert.DoesNotContain('\n', reply.Body[member].AsString!);
            Assert.NotEqual("", reply.Body[member].AsString);
        }
    }

    [Fact]
    public async Task Wrong_JSON_is_told_with_line_and_column()
    {
        var reply = await _server.Post("api/v1/workflows/tests/greet/instances", "{\n  \"a\": nope\n}");

        Assert.Contains("2:9", reply.Body["why"].AsString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413()
    {
        var reply = await _server.Post("api/v1/workflows/tests/greet/instances", $"\"{new string('x', 5 << 20)}\"");

        Assert.Equal(413, reply.Status);
        Assert.Equal("body-too-large", reply.Code);
    }
}
