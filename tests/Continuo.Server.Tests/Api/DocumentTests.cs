using System.Text;
using Continuo.Server.Tests.Hosting;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Tests.Api;

/// <summary>What a workflow needs from elsewhere is fetched at its deploy, and never again.</summary>
public sealed class DocumentTests : IDisposable
{
    private const string Bundle = "application/vnd.continuo.workflow+json";

    private readonly string _data = Directory.CreateTempSubdirectory("continuo-documents-").FullName;

    public void Dispose() => Directory.Delete(_data, true);

    [Fact]
    public async Task A_document_that_changed_or_went_changes_no_workflow_also_after_a_restart()
    {
        var (remote, function) = await Remote("set: {from: first}\n");
        await using (remote)
        {
            await using (var server = await RunningServer.Start(data: _data))
            {
                Assert.Equal(201, (await server.Deploy(Calling($"{remote.Urls.Single()}/f.yaml"))).Status);
                Assert.Equal("first", await Run(server));
                function.Text = "set: {from: second}\n";
                Assert.Equal("first", await Run(server));
            }

            await using (var server = await RunningServer.Start(data: _data))
            {
                Assert.Equal("first", await Run(server));

                // Deployed again it would be another workflow, and instances run on this one.
                Assert.Equal((409, "version-pinned"), Status(await server.Deploy(Calling($"{remote.Urls.Single()}/f.yaml"))));
                Assert.Equal(201, (await server.Deploy(Calling($"{remote.Urls.Single()}/f.yaml", "1.1.0"))).Status);
                Assert.Equal("second", await Run(server));
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_had_refuses_the_deploy_with_its_place()
    {
        await using var server = await RunningServer.Start();

        var reply = await server.Deploy(Calling("http://127.0.0.1:9/f.yaml"));

        Assert.Equal((422, "workflow-invalid"), Status(reply));
        var diagnostic = Assert.Single(reply.Body["diagnostics"].Array);
        Assert.Equal(("CW0204", "/do/0/only/call"), (diagnostic["code"].AsString, diagnostic["pointer"].AsString));
        Assert.Contains("connection refused", diagnostic["message"].AsString, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Decision", "D31")]
    public async Task A_relative_document_is_asked_of_the_server_itself()
    {
        await using var server = await RunningServer.Start();

        var reply = await server.Deploy(Calling("f.yaml"));

        Assert.Contains("404", reply.Body["diagnostics"].Array[0]["message"].AsString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_read_only_of_folders_that_are_allowed()
    {
        var file = Path.Combine(_data, "f.yaml");
        await File.WriteAllTextAsync(file, "set: {from: file}\n");
        await using var closed = await RunningServer.Start();
        await using var open = await RunningServer.Start(options => options.DocumentFolders.Add(_data));

        Assert.Contains("not read here", (await closed.Deploy(Calling($"file://{file}"))).Body["diagnostics"].Array[0]["message"].AsString, StringComparison.Ordinal);
        Assert.Equal(201, (await open.Deploy(Calling($"file://{file}"))).Status);
        Assert.Equal("file", await Run(open));
    }

    [Fact]
    public async Task The_hosts_default_catalog_holds_functions_for_all()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, "functions/f/1.0.0")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "function.yaml"), "set: {from: catalog}\n");
        await using var server = await RunningServer.Start(options => options.DefaultCatalog = _data);

        Assert.Equal(201, (await server.Deploy(Calling("f:1.0.0@default"))).Status);
        Assert.Equal("catalog", await Run(server));
    }

    [Fact]
    public async Task Whoever_deploys_may_send_the_files_along()
    {
        await using var server = await RunningServer.Start();
        var bundle = JsonObject.Of(("source", Calling("fn/f.yaml")), ("documents", JsonObject.Of(("fn/f.yaml", "set: {from: beside}\n"))));

        Assert.Equal(201, (await Put(server, bundle)).Status);
        Assert.Equal("beside", await Run(server));
        Assert.Equal("set: {from: beside}\n", (await server.Get("api/v1/workflows/tests/calling")).Body["documents"]["fn/f.yaml"].AsString);
        Assert.Equal(400, (await Put(server, JsonObject.Of(("source", Calling("http://a/f.yaml")), ("documents", JsonObject.Of(("http://a/f.yaml", "set: {a: 1}")))))).Status);
        Assert.Equal(400, (await Put(server, JsonObject.Of(("documents", JsonObject.Empty)))).Status);
    }

    private static (int, string?) Status(Reply reply) => (reply.Status, reply.Code);

    private static string Calling(string function, string version = "1.0.0") =>
        $"document: {{dsl: '1.0.3', namespace: tests, name: calling, version: '{version}'}}\ndo: [{{only: {{call: '{function}'}}}}]\n";

    private static async Task<string?> Run(RunningServer server) =>
        (await server.Post("api/v1/workflows/tests/calling/instances?wait=PT20S")).Body["output"]["from"].AsString;

    private static async Task<Reply> Put(RunningServer server, JsonValue bundle)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("api/v1/workflows", UriKind.Relative)) { Content = new StringContent(bundle.ToString(), Encoding.UTF8, Bundle) };
        return await server.Send(request);
    }

    private static async Task<(WebApplication Remote, Served Served)> Remote(string text)
    {
        var served = new Served { Text = text };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(served.Text));
        await app.StartAsync();
        return (app, served);
    }

    private sealed class Served
    {
        public required string Text { get; set; }
    }
}
