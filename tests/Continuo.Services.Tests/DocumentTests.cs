using Continuo.Engine;
using Continuo.Runtime.Effects;
using Continuo.Services.Documents;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Services.Tests;

/// <summary>What a definition needs from elsewhere: where it may come from, and what is said when it does not.</summary>
public sealed class DocumentTests : IDisposable
{
    private const string Head = "document: {dsl: '1.0.3', namespace: t, name: n, version: '1.0.0'}\n";
    private const string Function = "set: {done: true}\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("continuo-documents-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Functions_and_schemas_come_from_files_beside_the_definition_and_below()
    {
        Write("flow/fn/f.yaml", "call: g.yaml\ninput: {schema: {resource: {endpoint: ../schemas/s%20t.json}}}\n");
        Write("flow/fn/g.yaml", Function);
        Write("flow/schemas/s t.json", """{"type":"object"}""");

        var loaded = await Load("do: [{a: {call: fn/f.yaml}}]\n");

        Assert.Equal(["fn/../schemas/s%20t.json", "fn/f.yaml", "fn/g.yaml"], loaded.Definition!.Documents.Select(document => document.Key));
    }

    [Fact]
    public async Task Files_outside_the_folder_are_not_read_unless_their_folder_is_allowed()
    {
        Write("outside/f.yaml", Function);
        var absolute = new Uri(Path.Combine(_folder, "outside/f.yaml")).AbsoluteUri;
        File.CreateSymbolicLink(Write("flow/link.yaml", null), Path.Combine(_folder, "outside/f.yaml"));

        foreach (var call in new[] { "../outside/f.yaml", absolute, "link.yaml" })
        {
            Assert.Contains("only below", await Problem($"do: [{{a: {{call: '{call}'}}}}]\n"), StringComparison.Ordinal);
            Assert.NotNull((await Load($"do: [{{a: {{call: '{call}'}}}}]\n", options => options.DocumentFolders.Add(Path.Combine(_folder, "outside")))).Definition);
        }
    }

    [Theory]
    [InlineData("none.yaml", "there is no such file")]
    [InlineData("fn/../x.yaml/", "it is a directory")]
    [InlineData("big.yaml", "more than 1 MiB")]
    [InlineData("latin.yaml", "not UTF-8")]
    [InlineData("file://other/f.yaml", "names the host 'other'")]
    public async Task A_file_that_cannot_be_had_is_told_with_the_reason(string call, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "flow/x.yaml"));
        Write("flow/big.yaml", new string('#', (1 << 20) + 1));
        File.WriteAllBytes(Write("flow/latin.yaml", null), [0x61, 0xe4, 0x0a]);

        Assert.Contains(reason, await Problem($"do: [{{a: {{call: '{call}'}}}}]\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_from_the_network_reads_no_files()
    {
        Write("flow/f.yaml", Function);
        var origin = new DocumentOrigin(null, null);

        Assert.Contains("nothing says to what", await Problem("do: [{a: {call: f.yaml}}]\n", origin: origin), StringComparison.Ordinal);
        Assert.Contains("files are not read here", await Problem($"do: [{{a: {{call: 'file://{_folder}/flow/f.yaml'}}}}]\n", origin: origin), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_of_services_are_fetched_as_calls_are_with_redirects_and_relative_to_where_they_were_asked()
    {
        await using var forge = await Callee.Start(context => context.Request.Path.Value switch
        {
            "/o/r/refs/heads/main/fn/f.yaml" => Redirect(context, "/moved"),
            "/moved" => context.Response.WriteAsync("call: ./g.yaml\n"),
            "/o/r/refs/heads/main/fn/g.yaml" => context.Response.WriteAsync(Function),
            _ => Status(context, 404),
        });

        var loaded = await Load("do: [{a: {call: 'https://github.com/o/r/blob/main/fn/f.yaml'}}]\n", options => options.Endpoints["raw.githubusercontent.com"] = [forge.Address]);

        Assert.Equal(
            ["https://raw.githubusercontent.com/o/r/refs/heads/main/fn/f.yaml", "https://raw.githubusercontent.com/o/r/refs/heads/main/fn/g.yaml"],
            loaded.Definition!.Documents.Select(document => document.Key));
    }

    [Fact]
    public async Task Each_document_is_asked_for_once_and_only_when_it_is_needed()
    {
        await using var host = await Callee.Answering(Function, "application/yaml");

        await Load($"do: [{{a: {{call: '{host.Address}/f.yaml'}}}}, {{b: {{call: '{host.Address}/f.yaml'}}}}, {{c: {{call: '{host.Address}/g.yaml'}}}}]\n");

        Assert.Equal(["/f.yaml", "/g.yaml"], host.Seen.Select(request => request.PathAndQuery).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("basic: {username: ada, password: '${ $secrets.word }'}", "Basic YWRhOnB3")]
    [InlineData("bearer: {token: '${ $secrets.word }'}", "Bearer pw")]
    [InlineData("bearer: {use: both}", "Bearer tk")]
    public async Task A_catalog_is_asked_with_its_authentication_and_its_secrets_stay_out_of_the_definition(string policy, string header)
    {
        await using var host = await Callee.Answering(Function, "application/yaml");

        var loaded = await Load($"use: {{secrets: [word, both], catalogs: {{c: {{endpoint: {{uri: '{host.Address}/cat/', authentication: {{{policy}}}}}}}}}}}\ndo: [{{a: {{call: 'f:1.0.0@c'}}}}]\n");

        Assert.Equal("/cat/functions/f/1.0.0/function.yaml", host.Last.PathAndQuery);
        Assert.Equal(header, host.Last.Header("Authorization"));
        Assert.Equal(Function, Assert.Single(loaded.Definition!.Documents).Text);
    }

    [Fact]
    public async Task The_default_catalog_is_a_folder_or_an_address_of_the_host()
    {
        const string Text = "do: [{a: {call: 'f:1.0.0@default'}}]\n";
        Write("cat/functions/f/1.0.0/function.yaml", Function);
        await using var host = await Callee.Answering(Function, "application/yaml");

        Assert.Contains("no catalog of its own", await Problem(Text), StringComparison.Ordinal);
        Assert.NotNull((await Load(Text, options => options.DefaultCatalog = Path.Combine(_folder, "cat"))).Definition);
        Assert.NotNull((await Load(Text, options => options.DefaultCatalog = host.Address + "/c")).Definition);
        Assert.Equal("/c/functions/f/1.0.0/function.yaml", host.Last.PathAndQuery);
        Assert.Contains("there is no such file", await Problem("do: [{a: {call: 'g:1.0.0@default'}}]\n", options => options.DefaultCatalog = Path.Combine(_folder, "cat")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "", "the answer is 404 Not Found")]
    [InlineData(200, "TOO LARGE", "more than 1 MiB")]
    public async Task An_answer_that_is_no_document_is_told_with_the_reason(int status, string body, string reason)
    {
        await using var host = await Callee.Answering(body == "TOO LARGE" ? new string('#', (1 << 20) + 1) : body, "text/plain", status);

        Assert.Contains(reason, await Problem($"do: [{{a: {{call: '{host.Address}/f.yaml'}}}}]\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_calls_may_not_reach_are_not_asked_for_documents()
    {
        await using var host = await Callee.Answering(Function, "text/plain");

        Assert.Contains("not allowed", await Problem($"do: [{{a: {{call: '{host.Address}/f.yaml'}}}}]\n", options => options.AllowedHosts.Add("other.example")), StringComparison.Ordinal);
        Assert.Empty(host.Seen);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        Write("flow/bad.yaml", "sett: 1\n");

        var loaded = await Load("do: [{a: {call: bad.yaml}}, {b: {call: none.yaml}}, {c: {wait: soon}}]\n");

        Assert.Equal(["CW0106", "CW0204", "CW0113"], loaded.Diagnostics.Select(diagnostic => diagnostic.Code));
    }

    private static Task Redirect(HttpContext context, string path)
    {
        context.Response.Redirect(path);
        return Task.CompletedTask;
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private string Write(string path, string? text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (text is not null)
        {
            File.WriteAllText(file, text);
        }

        return file;
    }

    private async Task<string> Problem(string text, Action<ServicesOptions>? configure = null, DocumentOrigin? origin = null) =>
        Assert.Single((await Load(text, configure, origin)).Diagnostics).Message;

    private async Task<LoadResult> Load(string text, Action<ServicesOptions>? configure = null, DocumentOrigin? origin = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(EngineLimits.Default);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ISecretSource>(new Secrets());
        services.AddContinuoServices(configure);
        await using var host = services.BuildServiceProvider();
        return await host.GetRequiredService<DefinitionLoader>().Load(Head + text, origin ?? DocumentOrigin.Of(Path.Combine(_folder, "flow/flow.yaml")), CancellationToken.None);
    }

    private sealed class Secrets : ISecretSource
    {
        public JsonValue? Find(string name) => name switch
        {
            "word" => "pw",
            "both" => JsonObject.Of(("token", "tk")),
            _ => null,
        };
    }
}
