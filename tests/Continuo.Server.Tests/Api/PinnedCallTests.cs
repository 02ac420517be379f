using Continuo.Server.Tests.Hosting;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Tests.Api;

/// <summary>The document of a call is the one of the deploy, whatever its server has since.</summary>
public sealed class PinnedCallTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("continuo-pinned-").FullName;

    public void Dispose() => Directory.Delete(_data, true);

    [Fact]
    public async Task A_call_uses_the_description_and_its_parts_of_the_deploy_also_without_network_after_a_restart()
    {
        var (remote, folder) = await Remote();
        await using (remote)
        {
            var address = remote.Urls.Single();
            folder.Api = Api(address, "/first");
            await using (var server = await RunningServer.Start(data: _data))
            {
                Assert.Equal(201, (await server.Deploy(Calling(address))).Status);
                Assert.Equal("/first", await Run(server));
                folder.Api = Api(address, "/second");
                Assert.Equal("/first", await Run(server));
                Assert.Equal((409, "version-pinned"), Status(await server.Deploy(Calling(address))));
            }

            folder.Api = null;
            await using (var server = await RunningServer.Start(data: _data))
            {
                Assert.Equal("/first", await Run(server));
                var documents = (await server.Get("api/v1/workflows/tests/pinned")).Body["documents"].Object;
                Assert.Equal([$"{address}/api.json", $"{address}/part.json"], documents.Keys.ToArray());
                folder.Api = Api(address, "/second");
                Assert.Equal(201, (await server.Deploy(Calling(address, "1.1.0"))).Status);
                Assert.Equal("/second", await Run(server));
            }
        }
    }

    [Fact]
    public async Task A_description_that_cannot_be_had_refuses_the_deploy_with_all_the_others()
    {
        await using var server = await RunningServer.Start();
        const string Text = """
            document: {dsl: '1.0.3', namespace: tests, name: pinned, version: '1.0.0'}
            do:
              - a: {call: openapi, with: {document: {endpoint: 'http://127.0.0.1:9/api.json'}, operationId: get}}
              - b: {run: {script: {language: js, source: {endpoint: {uri: 'http://127.0.0.1:9/b.js'}}}}}
            """;

        var reply = await server.Deploy(Text);

        Assert.Equal((422, "workflow-invalid"), Status(reply));
        Assert.Equal(
            ["CW0204 3 /do/0/a/with/document/endpoint", "CW0204 4 /do/1/b/run/script/source/endpoint/uri"],
            reply.Body["diagnostics"].Array.Select(one => $"{one["code"].AsString} {one["line"]} {one["pointer"].AsString}"));
        Assert.All(reply.Body["diagnostics"].Array, one => Assert.Contains("http://127.0.0.1:9/", one["message"].AsString, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_that_the_host_does_not_have_refuses_the_deploy()
    {
        await using var server = await RunningServer.Start(options => options.Functions.Add("reserve", (input, _) => ValueTask.FromResult(input)));

        var reply = await server.Deploy("document: {dsl: '1.0.3', namespace: tests, name: pinned, version: '1.0.0'}\ndo: [{a: {call: reserv}}, {b: {call: reserve}}]\n");

        var diagnostic = Assert.Single(reply.Body["diagnostics"].Array);
        Assert.Equal((422, "CW0202", "/do/0/a/call", "Did you mean 'reserve'?"), (reply.Status, diagnostic["code"].AsString, diagnostic["pointer"].AsString, diagnostic["remedy"].AsString));
    }

    private static (int, string?) Status(Reply reply) => (reply.Status, reply.Code);

    private static string Calling(string address, string version = "1.0.0") =>
        $"document: {{dsl: '1.0.3', namespace: tests, name: pinned, version: '{version}'}}\ndo: [{{only: {{call: openapi, with: {{document: {{endpoint: '{address}/api.json'}}, operationId: get}}}}}}]\n";

    private static string Api(string address, string path) =>
        """{"openapi":"3.1.0","servers":[{"url":"ADDRESS"}],"paths":{"PATH":{"get":{"operationId":"get","parameters":[{"$ref":"part.json#/q"}],"responses":{}}}}}"""
            .Replace("ADDRESS", address, StringComparison.Ordinal).Replace("PATH", path, StringComparison.Ordinal);

    private static async Task<string?> Run(RunningServer server)
    {
        var body = (await server.Post("api/v1/workflows/tests/pinned/instances?wait=PT20S")).Body;
        return body["output"]["path"].AsString ?? body["error"]["detail"].AsString;
    }

    private static async Task<(WebApplication App, Folder Folder)> Remote()
    {
        var folder = new Folder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json";
            var path = context.Request.Path.Value;
            var text = path switch
            {
                "/api.json" => folder.Api,
                "/part.json" => folder.Api is null ? null : """{"q":{"name":"q","in":"query","schema":{"type":"string"}}}""",
                _ => ((JsonValue)JsonObject.Of(("path", path ?? ""))).ToString(),
            };
            context.Response.StatusCode = text is null ? 404 : 200;
            return context.Response.WriteAsync(text ?? "");
        });
        await app.StartAsync();
        return (app, folder);
    }

    private sealed class Folder
    {
        public string? Api { get; set; }
    }
}
