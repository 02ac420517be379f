using System.Net;
using System.Text;

namespace Continuo.Conformance;

/// <summary>The public hosts that the features call, answered here; the handler of calls sees them as the network.</summary>
internal sealed class StubHosts : HttpMessageHandler
{
    private const string Credentials = "Basic c2VydmVybGVzcy13b3JrZmxvdzpjb25mb3JtYW5jZS10ZXN0";

    private const string Petstore = """
        {
          "swagger": "2.0", "host": "petstore.swagger.io", "basePath": "/v2", "schemes": ["https", "http"],
          "paths": {
            "/pet/findByStatus": {"get": {"operationId": "findPetsByStatus", "produces": ["application/json"], "parameters": [
              {"name": "status", "in": "query", "required": true, "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"}]}},
            "/pet/{petId}": {"get": {"operationId": "getPetById", "produces": ["application/json"], "parameters": [
              {"name": "petId", "in": "path", "required": true, "type": "integer", "format": "int64"}]}}
          }
        }
        """;

    /// <summary>What was sent to the petstore, and as whom.</summary>
    public List<string> Sent { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Host == "petstore.swagger.io")
        {
            Sent.Add($"{request.RequestUri.PathAndQuery} {request.Headers.Authorization}".TrimEnd());
        }

        var answer = (request.RequestUri!.Host, request.RequestUri.AbsolutePath) switch
        {
            ("petstore.swagger.io", "/v2/pet/findByStatus") => Json("""[{"id":1,"name":"doggie","status":"available","photoUrls":[]}]"""),
            ("petstore.swagger.io", "/v2/pet/1") => Json("""{"id":1,"name":"doggie","status":"available"}"""),
            ("petstore.swagger.io", "/v2/pet/2") => Json("""{"id":2,"name":"kitty","status":"available"}"""),
            ("petstore.swagger.io", "/v2/swagger.json") => Json(Petstore),
            ("petstore.swagger.io", _) => new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("Pet not found") },
            ("httpbin.org", "/basic-auth/serverless-workflow/conformance-test") =>
                request.Headers.Authorization?.ToString() == Credentials ? Json("""{"authenticated":true}""") : new HttpResponseMessage(HttpStatusCode.Unauthorized),
            ("keycloak", "/realms/fake-authority/.well-known/openid-configuration") => Json("""{"issuer":"http://keycloak/realms/fake-authority","token_endpoint":"http://keycloak/realms/fake-authority/auth/token"}"""),
            ("keycloak", "/realms/fake-authority/auth/token") => Json("""{"access_token":"issued-by-keycloak","token_type":"Bearer","expires_in":300}"""),
            _ => new HttpResponseMessage(HttpStatusCode.BadGateway),
        };
        answer.RequestMessage = request;
        return Task.FromResult(answer);
    }

    private static HttpResponseMessage Json(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
