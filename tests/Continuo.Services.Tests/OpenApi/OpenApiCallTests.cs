using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Services.Tests.OpenApi;

public sealed class OpenApiCallTests : IAsyncLifetime
{
    private const string Text = """
        openapi: 3.1.0
        servers: [{url: /api}]
        paths:
          /things/{id}:
            get:
              operationId: getThing
              security: [{key: []}]
              parameters:
                - {name: id, in: path, required: true}
                - {name: tags, in: query, schema: {type: array}}
                - {name: X-Trace, in: header}
                - {name: session, in: cookie}
              responses: {'200': {content: {application/json: {}}}}
          /things:
            post:
              operationId: addThing
              parameters: [{name: dry, in: query}]
              requestBody:
                required: true
                content:
                  application/xml: {}
                  application/json: {schema: {$ref: '#/components/schemas/Thing'}}
          /forms: {post: {operationId: sendForm, requestBody: {content: {application/x-www-form-urlencoded: {schema: {properties: {tags: {}}}, encoding: {tags: {explode: false}}}}}}}
          /parts: {post: {operationId: sendParts, requestBody: {content: {multipart/form-data: {schema: {properties: {file: {type: string, format: binary}, note: {}}}}}}}}
          /text: {put: {operationId: sendText, requestBody: {content: {text/plain: {}}}}}
          /bare: {post: {operationId: bare}}
          /moved: {get: {operationId: moved}}
        components:
          securitySchemes: {key: {type: apiKey, in: query, name: api_key}}
          schemas:
            Thing: {allOf: [{required: [name, id], properties: {id: {readOnly: true}, name: {}}}], unevaluatedProperties: false, properties: {note: {}}}
        """;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"continuo-openapi-{Environment.ProcessId}-{Path.GetRandomFileName()}");
    private readonly Caller _caller;
    private Callee _callee = null!;

    public OpenApiCallTests() => _caller = new Caller(options => options.DocumentBase = new Uri($"{_folder}/"), kind: EffectKind.OpenApi, secrets: [("pin", "123"), ("token", "t0ken-value")]);

    public async ValueTask InitializeAsync() => _callee = await Callee.Start(async context =>
    {
        context.Response.StatusCode = context.Request.Path.Value switch { "/api/moved" => 302, "/gone.yaml" => 410, _ => 200 };
        if (context.Request.Path == "/api/moved")
        {
            context.Response.Headers.Location = "/api/there";
        }

        await context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/doc.yaml" => Text,
            "/whole.yaml" => "openapi: 3.0.0\nservers: [{url: /api}]\npaths:\n  /bare: {$ref: 'parts/paths.yaml#/bare'}\n  /other: {get: {operationId: other, parameters: [{$ref: 'parts/gone.yaml'}]}}\n",
            "/spy.yaml" => "openapi: 3.0.0\npaths: {/a: {$ref: 'file:///etc/hostname'}}\n",
            "/parts/paths.yaml" => "bare: {get: {operationId: split, parameters: [{$ref: '#/q'}, {$ref: '../query.json#/n'}]}}\nq: {name: q, in: query}\n",
            "/query.json" => """{"n":{"name":"n","in":"query","required":true}}""",
            _ => "",
        });
    });

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Parameters_go_where_the_document_says()
    {
        await Call("getThing", ("id", "a/b"), ("tags", JsonArray.Of("x", "y z")), ("X-Trace", 7), ("session", "s1"), ("api_key", "k"));

        Assert.Equal(("GET", "/api/things/a%2Fb?tags=x&tags=y%20z&api_key=k"), (_callee.Last.Method, _callee.Last.PathAndQuery));
        Assert.Equal(("7", "session=s1", "application/json"), (_callee.Last.Header("X-Trace"), _callee.Last.Header("Cookie"), _callee.Last.Header("Accept")));
        Assert.Equal(Caller.Key, _callee.Last.Header("Idempotency-Key"));
    }

    [Fact]
    public async Task What_is_left_over_is_the_body()
    {
        await Call("addThing", ("dry", true), ("name", "n"), ("note", JsonObject.Of(("deep", 1))));

        Assert.Equal(("/api/things?dry=true", """{"name":"n","note":{"deep":1}}""", "application/json"), (_callee.Last.PathAndQuery, _callee.Last.Body, _callee.Last.Header("Content-Type")));
    }

    [Fact]
    public async Task The_body_may_be_given_as_a_whole()
    {
        await Call("addThing", ("body", JsonArray.Of(1, 2)));
        Assert.Equal("[1,2]", _callee.Last.Body);

        await Call("sendText", ("body", "hello"));
        Assert.Equal(("PUT", "hello", "text/plain"), (_callee.Last.Method, _callee.Last.Body, _callee.Last.Header("Content-Type")));

        await Call("bare", ("a", 1));
        Assert.Equal("""{"a":1}""", _callee.Last.Body);
    }

    [Fact]
    public async Task Forms_are_written_as_forms()
    {
        await Call("sendForm", ("tags", JsonArray.Of("a", "b")), ("o", JsonObject.Of(("x", 1))), ("t", "ü "));
        Assert.Equal("tags=a,b&o=%7B%22x%22%3A1%7D&t=%C3%BC+", _callee.Last.Body);

        await Call("sendParts", ("file", "content"), ("note", JsonObject.Of(("x", 1))));
        Assert.StartsWith("multipart/form-data; boundary=continuo-", _callee.Last.Header("Content-Type"));
        Assert.Contains("name=\"file\"; filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\ncontent\r\n", _callee.Last.Body);
        Assert.Contains("name=\"note\"\r\nContent-Type: application/json\r\n\r\n{\"x\":1}\r\n", _callee.Last.Body);
    }

    [Theory]
    [InlineData("getThing", "{}", "needs the parameter 'id'")]
    [InlineData("getThing", "{\"id\":1,\"tagz\":2}", "has no parameter 'tagz'. Did you mean 'tags'?")]
    [InlineData("getThing", "{\"id\":\"..\"}", "cannot be '..'")]
    [InlineData("addThing", "{}", "needs the parameter 'name'")]
    [InlineData("addThing", "{\"note\":1}", "needs the parameter 'name'")]
    [InlineData("addThing", "{\"name\":1,\"not\":2}", "has no parameter 'not'. Did you mean 'note'?")]
    public async Task Parameters_that_do_not_fit_are_a_validation_error_and_nothing_is_sent(string operation, string parameters, string problem)
    {
        var error = await _caller.Error(Arguments(operation, JsonValue.Parse(parameters).Object), "validation");

        Assert.Equal(400, error.Status);
        Assert.Contains(problem, error.Detail);
        Assert.Equal("/doc.yaml", Assert.Single(_callee.Seen).PathAndQuery);
    }

    [Fact]
    public async Task An_unknown_operation_is_a_configuration_error_that_names_the_nearest()
    {
        var error = await _caller.Error(Arguments("getThings", JsonObject.Empty), "configuration");

        Assert.Contains("Did you mean 'getThing'?", error.Detail);
    }

    [Fact]
    public async Task The_document_is_fetched_once()
    {
        await Call("bare");
        await Call("bare");

        Assert.Single(_callee.Seen, seen => seen.PathAndQuery == "/doc.yaml");
    }

    [Fact]
    public async Task A_document_may_go_on_in_others_and_only_those_that_are_needed_are_fetched()
    {
        await _caller.Result(Arguments("split", JsonObject.Of(("q", 1), ("n", 2)), $"{_callee.Address}/whole.yaml"));
        await _caller.Result(Arguments("split", JsonObject.Of(("n", 3)), $"{_callee.Address}/whole.yaml"));

        Assert.Equal(["/whole.yaml", "/parts/paths.yaml", "/query.json", "/api/bare?q=1&n=2", "/api/bare?n=3"], _callee.Seen.Select(seen => seen.PathAndQuery));
    }

    [Fact]
    public async Task A_document_from_elsewhere_cannot_name_files()
    {
        var error = await _caller.Error(Arguments("x", JsonObject.Empty, $"{_callee.Address}/spy.yaml"), "configuration");

        Assert.Contains("may not name files", error.Detail);
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_a_communication_error_with_its_status()
    {
        var error = await _caller.Error(Arguments("bare", JsonObject.Empty, $"{_callee.Address}/gone.yaml"), "communication");

        Assert.Equal(410, error.Status);
    }

    [Fact]
    public async Task A_document_is_found_beside_the_workflow_and_nowhere_else()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "doc.yaml"), Text.Replace("url: /api", $"url: '{_callee.Address}/file'", StringComparison.Ordinal));

        await _caller.Result(Arguments("bare", JsonObject.Empty, "doc.yaml"));
        Assert.Equal("/file/bare", _callee.Last.PathAndQuery);
        await _caller.Result(Arguments("bare", JsonObject.Empty, new Uri(Path.Combine(_folder, "doc.yaml")).AbsoluteUri));

        await _caller.Error(Arguments("bare", JsonObject.Empty, "../doc.yaml"), "authorization");
        await _caller.Error(Arguments("bare", JsonObject.Empty, "file:///etc/hostname"), "authorization");
        await _caller.Error(Arguments("bare", JsonObject.Empty, "none.yaml"), "configuration");
        await _caller.Error(Arguments("bare", JsonObject.Empty, "ftp://a/b"), "configuration");
    }

    [Fact]
    public async Task The_authentication_of_the_document_and_that_of_the_service_are_apart()
    {
        var endpoints = JsonObject.Of(
            ("service", JsonObject.Of(("authentication", JsonObject.Of(("scheme", "bearer"), ("token", Caller.Secret("token")))))),
            ("document", JsonObject.Of(("uri", $"{_callee.Address}/doc.yaml"), ("authentication", JsonObject.Of(("scheme", "bearer"), ("token", "other"))))));

        await _caller.Result(JsonObject.Of(("with", JsonObject.Of(("operationId", "bare"), ("parameters", JsonValue.EmptyObject), ("output", "content"))), ("endpoints", endpoints)));

        Assert.Equal(["Bearer other", "Bearer t0ken-value"], _callee.Seen.Select(seen => seen.Header("Authorization")));
    }

    [Fact]
    public async Task The_response_shows_tokens_in_the_place_of_secrets()
    {
        var arguments = Arguments("getThing", JsonObject.Of(("id", Caller.Secret("pin")), ("X-Trace", Caller.Secret("pin")), ("tags", JsonArray.Of("a b", Caller.Secret("pin")))), output: "response");

        var request = (await _caller.Result(arguments))["request"];

        Assert.Equal(("/api/things/123?tags=a%20b&tags=123", "123"), (_callee.Last.PathAndQuery, _callee.Last.Header("X-Trace")));
        Assert.Equal($"{_callee.Address}/api/things/[secret pin]?tags=a%20b&tags=[secret pin]", request["uri"].String);
        Assert.Equal("[secret pin]", request["headers"]["X-Trace"].String);
    }

    [Fact]
    public async Task Redirects_are_followed_only_when_the_author_asks_for_it()
    {
        Assert.Equal(302, (await _caller.Error(Arguments("moved", JsonObject.Empty), "communication")).Status);

        await _caller.Result(Arguments("moved", JsonObject.Empty, redirect: true));

        Assert.Equal("/api/there", _callee.Last.PathAndQuery);
    }

    private Task<JsonValue> Call(string operation, params (string, JsonValue)[] parameters) => _caller.Result(Arguments(operation, JsonObject.Of(parameters)));

    private JsonValue Arguments(string operation, JsonObject parameters, string? document = null, string output = "content", bool redirect = false) => JsonObject.Of(
        ("with", JsonObject.Of(("operationId", operation), ("parameters", parameters), ("output", output), ("redirect", redirect))),
        ("endpoints", JsonObject.Of(("service", JsonValue.EmptyObject), ("document", JsonObject.Of(("uri", document ?? $"{_callee.Address}/doc.yaml"))))));
}
