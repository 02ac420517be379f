using Continuo.Services.Calls;
using Continuo.Services.OpenApi;

namespace Continuo.Services.Tests.OpenApi;

public sealed class OpenApiDocumentTests
{
    private static readonly Uri s_address = new("http://docs.example:8080/apis/pets.yaml");

    [Theory]
    [InlineData("", "http://docs.example:8080")]
    [InlineData("servers: []", "http://docs.example:8080")]
    [InlineData("servers: [{url: 'https://api.example/v1/'}]", "https://api.example/v1")]
    [InlineData("servers: [{url: /v2}]", "http://docs.example:8080/v2")]
    [InlineData("servers: [{url: v3}]", "http://docs.example:8080/apis/v3")]
    [InlineData("servers: [{url: './..'}]", "http://docs.example:8080")]
    [InlineData("servers: [{url: 'https://{region}.example:{port}/{v}', variables: {region: {default: eu, enum: [eu, us]}, port: {default: 8443}, v: {default: v4}}}, {url: 'https://other/'}]", "https://eu.example:8443/v4")]
    public void The_server_is_the_first_with_its_defaults_relative_to_the_document(string servers, string expected) =>
        Assert.Equal(expected, Document($"openapi: 3.1.0\n{servers}\npaths: {{/a: {{get: {{operationId: x}}}}}}\n").Find("x").Server);

    [Fact]
    public void The_nearest_servers_count()
    {
        var document = Document("""
            openapi: 3.0.0
            servers: [{url: 'http://root/'}]
            paths:
              /a:
                servers: [{url: 'http://path/'}]
                get: {operationId: x}
                put: {operationId: y, servers: [{url: 'http://own/'}]}
            """);

        Assert.Equal(("http://path", "http://own"), (document.Find("x").Server, document.Find("y").Server));
    }

    [Theory]
    [InlineData("", "http://docs.example:8080")]
    [InlineData("host: api.example\nbasePath: /v2\nschemes: [https, http]", "http://api.example/v2")]
    [InlineData("host: api.example\nbasePath: /v2/\nschemes: [https]", "https://api.example/v2")]
    [InlineData("basePath: /\nschemes: [wss, https]", "https://docs.example:8080")]
    public void Swagger_has_a_host_a_base_path_and_schemes(string head, string expected) =>
        Assert.Equal(expected, Document($"swagger: 2.0\n{head}\npaths: {{/a: {{get: {{operationId: x}}}}}}\n").Find("x").Server);

    [Fact]
    public void Parameters_of_the_operation_replace_those_of_the_path_and_references_are_followed()
    {
        var operation = Document("""
            openapi: 3.0.0
            paths:
              /a/{id}:
                parameters:
                  - {name: id, in: path, required: true}
                  - {name: q, in: query, required: true}
                get:
                  operationId: x
                  parameters: [{$ref: '#/components/parameters/q~1'}]
            components:
              parameters:
                q/: {$ref: '#/components/parameters/real'}
                real: {name: q, in: query, style: pipeDelimited}
            """).Find("x");

        Assert.Equal(["id", "q"], operation.Parameters.Select(p => p.Name));
        Assert.Equal((false, "|", false), (operation.Parameters[1].IsRequired, operation.Parameters[1].Separator, operation.Parameters[1].Explodes));
    }

    [Fact]
    public void A_schema_may_lead_to_itself()
    {
        var operation = Document("""
            openapi: 3.0.0
            paths: {/a: {post: {operationId: x, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}}}}}
            components:
              schemas:
                Node: {required: [a], properties: {a: {}}, allOf: [{$ref: '#/components/schemas/Node'}, {$ref: '#/components/schemas/Other'}]}
                Other: {required: [b], allOf: [{$ref: '#/components/schemas/Node'}, {$ref: '#/components/schemas/Other'}]}
            """).Find("x");

        Assert.Equal(["a", "b"], operation.Body!.Members.Required.Order());
    }

    [Theory]
    [InlineData("a: [", "neither JSON nor YAML")]
    [InlineData("{}", "none of OpenAPI")]
    [InlineData("openapi: 4.0.0", "none of OpenAPI")]
    [InlineData("openapi: 3.0.0\npaths: {/a: {get: {operationId: findPets}}}", "Did you mean 'findPets'?")]
    [InlineData("openapi: 3.0.0\npaths: {/a: {get: {operationId: findPet, parameters: [{$ref: '#/nowhere'}]}}}", "leads nowhere")]
    [InlineData("openapi: 3.0.0\npaths: {/a: {get: {operationId: findPet, parameters: [{$ref: '#/b'}]}}}\nb: {$ref: '#/b'}", "in a circle")]
    [InlineData("openapi: 3.0.0\nservers: [{url: 'http://{x}/'}]\npaths: {/a: {get: {operationId: findPet}}}", "has no default")]
    public void What_is_wrong_with_a_document_is_a_configuration_error(string text, string problem)
    {
        var thrown = Assert.Throws<CallFailedException>(() => Document(text).Find("findPet"));

        Assert.Contains(problem, thrown.Error.Detail);
        Assert.EndsWith("/configuration", thrown.Error.Type);
    }

    [Fact]
    public void A_document_of_a_file_needs_a_whole_server()
    {
        var document = OpenApiDocument.Read("{\"openapi\":\"3.0.0\",\"paths\":{\"/a\":{\"get\":{\"operationId\":\"x\"}}}}", new Uri("file:///apis/pets.json"));

        Assert.Contains("no http or https address", Assert.Throws<CallFailedException>(() => document.Find("x")).Error.Detail);
    }

    private static OpenApiDocument Document(string text) => OpenApiDocument.Read(text, s_address);
}
