using System.Net;
using System.Text;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using static Continuo.Processes.Tests.Performer;

namespace Continuo.Processes.Tests;

/// <summary>Scripts that stand elsewhere.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("continuo-source-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static JsonValue From(string uri, JsonValue? authentication = null) => Ask(
        "script",
        JsonObject.Of(("language", "js"), ("engine", "jint")),
        source: authentication is { } given ? JsonObject.Of(("uri", uri), ("authentication", given)) : JsonObject.Of(("uri", uri)));

    [Fact]
    public async Task A_file_is_relative_to_the_workflows_folder()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "lib"));
        var file = Path.Combine(_folder.FullName, "lib", "a b.js");
        await File.WriteAllTextAsync(file, "console.log('file')", TestContext.Current.CancellationToken);
        await using var performer = new Performer(options => options.SourceDirectories.Add(_folder.FullName));

        Assert.Equal("file", (await performer.Result(From("lib/a%20b.js"))).AsString);
        Assert.Equal("file", (await performer.Result(From(new Uri(file).AbsoluteUri))).AsString);
        Assert.Contains("outside", await performer.Error(From("../x.js"), "configuration"), StringComparison.Ordinal);
        Assert.Contains("outside", await performer.Error(From("file:///etc/passwd"), "configuration"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await performer.Error(From("lib/none.js"), "configuration"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_does_not_lead_out_of_the_folder()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link.js"), "/etc/hostname");
        await using var performer = new Performer(options => options.SourceDirectories.Add(_folder.FullName));

        Assert.Contains("outside", await performer.Error(From("link.js"), "configuration"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_not_read_unless_a_folder_is_given()
    {
        await using var performer = new Performer();

        Assert.Contains("files are not read here", await performer.Error(From("a.js"), "configuration"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_fetched_with_its_authentication_and_within_its_limit()
    {
        await using var server = await Serve(async http =>
        {
            var (status, body) = http.Request.Path.Value switch
            {
                "/open.js" => (200, "console.log('open')"),
                "/shut.js" when http.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:pw")) => (200, "console.log('shut')"),
                "/shut.js" => (401, ""),
                "/big.js" => (200, new string(' ', 5_000)),
                _ => (404, ""),
            };
            http.Response.StatusCode = status;
            await http.Response.WriteAsync(body);
        });
        var address = server.Urls.Single();
        await using var performer = new Performer(options => (options.MaxSourceBytes, options.SourceBase) = (1_000, new Uri(address)));

        Assert.Equal("open", (await performer.Result(From($"{address}/open.js"))).AsString);
        Assert.Equal("open", (await performer.Result(From("open.js"))).AsString);
        Assert.Equal("shut", (await performer.Result(From($"{address}/shut.js", JsonObject.Of(("scheme", "basic"), ("username", "me"), ("password", "pw"))))).AsString);
        Assert.Contains("the answer is 401", await performer.Error(From($"{address}/shut.js"), "communication"), StringComparison.Ordinal);
        Assert.Contains("the answer is 404", await performer.Error(From($"{address}/none.js"), "communication"), StringComparison.Ordinal);
        Assert.Contains("(limit MaxSourceBytes)", await performer.Error(From($"{address}/big.js")), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> Serve(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
