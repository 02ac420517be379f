using Continuo.Cli.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Cli.Tests.Running;

/// <summary>Functions, extensions and documents elsewhere, by <c>continuo run FILE -o json</c>.</summary>
public sealed class DocumentTests : DefinitionFolder
{
    private const string Errors = "https://open-workflow-specification.org/spec/1.0.0/errors/";

    [Fact]
    public async Task Functions_schemas_and_catalogs_are_found_beside_the_file()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "cat/functions/log/1.0.0"));
        Write("cat/functions/log/1.0.0/function.yaml", "set: {logged: '${ .message }'}\n");
        Write("square.yaml", "input: {schema: {resource: {endpoint: number.json}}}\nset: {n: '${ .n * .n }'}\n");
        Write("number.json", """{"required":["n"],"properties":{"n":{"type":"number"}}}""");
        var file = Write("flow.yaml", Definition("flow", """
              - one: {call: square.yaml, with: {n: "${ .n }"}, output: {as: "{message: (.n | tostring)}"}}
              - two: {call: "log:1.0.0@mine"}
              - three: {call: "log:1.0.0@default", with: {message: "${ .logged + \"!\" }"}}
            """, "use: {catalogs: {mine: {endpoint: ./cat}}}"));

        var good = await Processes.Continuo.Run("run", file, "-o", "json", "--input", """{"n":3}""", "--catalog", Path.Combine(Folder, "cat"));
        var bad = await Processes.Continuo.Run("run", file, "-o", "json", "--input", """{"n":"x"}""", "--catalog", Path.Combine(Folder, "cat"));

        Assert.Equal("""{"logged":"9!"}""", good.Json["output"].ToString());
        Assert.Equal((1, Errors + "validation", "/use/functions/square.yaml"), (bad.Code, bad.Json["error"]["type"].AsString, bad.Json["error"]["instance"].AsString));
    }

    [Fact]
    public async Task What_cannot_be_had_rejects_the_file_with_all_its_mistakes_and_places()
    {
        var file = Write("flow.yaml", Definition("flow", """
              - one: {call: none.yaml}
              - two: {call: ../outside.yaml}
              - three: {call: "log:1.0.0@default"}
              - four: {set: {a: 1}, output: {schema: {resource: {endpoint: "${ .x }"}}}}
              - five: {sett: 1}
            """));

        var ended = await Processes.Continuo.Run("run", file, "-o", "json");

        Assert.Equal((2, "rejected"), (ended.Code, ended.Json["status"].AsString));
        Assert.Equal(
            ["CW0204 /do/0/one/call", "CW0204 /do/1/two/call", "CW0204 /do/2/three/call", "CW0205 /do/3/four/output/schema/resource/endpoint", "CW0106 /do/4/five"],
            ended.Json["error"]["diagnostics"].Array.Select(d => $"{d["code"].AsString} {d["pointer"].AsString}"));
    }

    [Theory]
    [InlineData("call-custom-function-inline.yaml", """{"id":69,"name":"Pet"}""")]
    [InlineData("call-custom-function-cataloged.yaml", """{"said":"Hello, world!"}""")]
    public async Task Examples_of_the_language_run_against_stand_ins(string example, string output)
    {
        var path = Path.Combine(Processes.Continuo.Root, "../shared/spec/examples", example);
        Assert.SkipWhen(!File.Exists(path), "../shared/spec/examples is missing");
        await using var standIn = await StandIn();

        var ended = await Processes.Continuo.Run("run", path, "-o", "json", "--service", $"petstore.swagger.io={standIn.Urls.Single()}", "--service", $"raw.githubusercontent.com={standIn.Urls.Single()}");

        Assert.Equal(("completed", output), (ended.Json["status"].AsString, ended.Json["output"].ToString()));
    }

    /// <summary>Its condition asks the endpoint, which is an object there, whether it starts with a text: jq refuses that before the other half is looked at.</summary>
    [Fact]
    public async Task The_example_of_an_extension_is_broken_as_it_stands_and_works_with_a_text_as_endpoint()
    {
        var path = Path.Combine(Processes.Continuo.Root, "../shared/spec/examples/mock-service-extension.yaml");
        Assert.SkipWhen(!File.Exists(path), "../shared/spec/examples is missing");
        var text = await File.ReadAllTextAsync(path);
        var mended = text.Replace("endpoint:\n          uri: https://fake.com/sample", "endpoint: https://mocked.service.com/sample", StringComparison.Ordinal);

        var broken = await Processes.Continuo.Run("run", path, "-o", "json");
        var works = await Processes.Continuo.Run("run", Write("mended.yaml", mended), "-o", "json");

        Assert.Equal((Errors + "expression", "/do/0/callHttp"), (broken.Json["error"]["type"].AsString, broken.Json["error"]["instance"].AsString));
        Assert.Equal("""{"statusCode":200,"headers":{"Content-Type":"application/json"},"content":{"foo":{"bar":"baz"}}}""", works.Json["output"].ToString());
    }

    private static async Task<WebApplication> StandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Request.Path.Value switch
        {
            "/v2/pet/69" => context.Response.WriteAsJsonAsync(new { id = 69, name = "Pet" }),
            "/serverlessworkflow/catalog/main/functions/log/1.0.0/function.yaml" => context.Response.WriteAsync("input: {schema: {document: {type: object, required: [message, level]}}}\nset: {said: '${ .message }'}\n"),
            _ => NotFound(context),
        });
        await app.StartAsync();
        return app;
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
