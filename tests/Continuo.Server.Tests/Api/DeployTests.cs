using Continuo.Server.Tests.Hosting;

namespace Continuo.Server.Tests.Api;

public sealed class DeployTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task A_new_version_is_created_and_named_with_its_hash()
    {
        var reply = await _server.Deploy(TestWorkflows.Versioned("fresh", "1.0.0", "1"));

        Assert.Equal(201, reply.Status);
        Assert.Equal("tests", reply.Body["namespace"].AsString);
        Assert.Equal("fresh", reply.Body["name"].AsString);
        Assert.Equal("1.0.0", reply.Body["version"].AsString);
        Assert.Equal(64, reply.Body["hash"].AsString!.Length);
        Assert.Empty(reply.Body["warnings"].Array);
        Assert.Equal("/api/v1/workflows/tests/fresh?version=1.0.0", reply.Http.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_same_content_again_changes_nothing()
    {
        var first = await _server.Deploy(TestWorkflows.Versioned("same", "1.0.0", "1"));
        var second = await _server.Deploy(TestWorkflows.Versioned("same", "1.0.0", "1"));

        Assert.Equal(200, second.Status);
        Assert.Equal(first.Body["hash"], second.Body["hash"]);
    }

    [Fact]
    public async Task The_same_document_in_JSON_has_the_same_hash()
    {
        var yaml = await _server.Deploy(TestWorkflows.Versioned("forms", "1.0.0", "1"));
        var json = await _server.Deploy("""{"document":{"dsl":"1.0.3","namespace":"tests","name":"forms","version":"1.0.0"},"do":[{"only":{"set":{"value":1}}}]}""");

        Assert.Equal(200, json.Status);
        Assert.Equal(yaml.Body["hash"], json.Body["hash"]);
    }

    [Fact]
    public async Task Other_content_replaces_a_version_that_no_instance_pins()
    {
        var first = await _server.Deploy(TestWorkflows.Versioned("loose", "1.0.0", "1"));
        var second = await _server.Deploy(TestWorkflows.Versioned("loose", "1.0.0", "2"));

        Assert.Equal(200, second.Status);
        Assert.NotEqual(first.Body["hash"], second.Body["hash"]);
    }

    [Fact]
    public async Task Other_content_under_a_version_that_an_instance_pins_is_refused()
    {
        await _server.Deploy(TestWorkflows.Versioned("pinned", "1.0.0", "1"));
        await _server.Post("api/v1/workflows/tests/pinned/instances?wait=PT10S");

        var reply = await _server.Deploy(TestWorkflows.Versioned("pinned", "1.0.0", "2"));

        Assert.Equal(409, reply.Status);
        Assert.Equal("version-pinned", reply.Code);
    }

    [Fact]
    public async Task Every_mistake_is_named_with_its_line_and_column()
    {
        var reply = await _server.Deploy("""
            document: { dsl: '1.0.3', namespace: tests, name: wrong, version: '1.0.0' }
            do:
              - first: { set: { a: '${ .b + }' } }
              - second: { cal: http }
            """);

        Assert.Equal(422, reply.Status);
        Assert.Equal("workflow-invalid", reply.Code);
        Assert.Equal("application/problem+json", reply.Http.Content.Headers.ContentType!.MediaType);
        var lines = reply.Body["diagnostics"].Array.Select(diagnostic => diagnostic["line"].Number).ToList();
        Assert.Contains(3, lines);
        Assert.Contains(4, lines);
        Assert.All(reply.Body["diagnostics"].Array, diagnostic => Assert.True(diagnostic["column"].Number >= 1 && diagnostic["code"].AsString is not null));
    }

    [Fact]
    public async Task What_is_not_executed_is_a_warning_and_with_strict_a_refusal()
    {
        const string Unknown = """
            document: { dsl: '1.0.3', namespace: tests, name: celly, version: '1.0.0' }
            evaluate: { language: cel }
            do:
              - greet: { set: { a: 1 } }
            """;

        var strict = await _server.Deploy(Unknown, "?strict=true");
        var lenient = await _server.Deploy(Unknown);
        var start = await _server.Post("api/v1/workflows/tests/celly/instances");

        Assert.Equal(422, strict.Status);
        Assert.Equal(201, lenient.Status);
        Assert.NotEmpty(lenient.Body["warnings"].Array);
        Assert.Equal(422, start.Status);
    }

    [Fact]
    public async Task A_workflow_is_shown_with_all_versions_and_its_source()
    {
        await _server.Deploy(TestWorkflows.Versioned("many", "1.9.0", "1"));
        await _server.Deploy(TestWorkflows.Versioned("many", "1.10.0", "2"));
        await _server.Deploy(TestWorkflows.Versioned("many", "2.0.0-beta", "3"));

        var latest = await _server.Get("api/v1/workflows/tests/many");
        var older = await _server.Get("api/v1/workflows/tests/many?version=1.9.0");
        var missing = await _server.Get("api/v1/workflows/tests/many?version=7.0.0");

        Assert.Equal(["2.0.0-beta", "1.10.0", "1.9.0"], latest.Body["versions"].Array.Select(version => version["version"].AsString));
        Assert.Equal(TestWorkflows.Versioned("many", "1.9.0", "1"), older.Body["source"].AsString);
        Assert.Equal(404, missing.Status);
        Assert.Equal("workflow-not-found", missing.Code);
    }

    [Fact]
    public async Task The_list_has_every_workflow()
    {
        var reply = await _server.Get("api/v1/workflows");

        Assert.Contains("greet", reply.Body["items"].Array.Select(item => item["name"].AsString));
    }
}
