using Continuo.Server.Tests.Hosting;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Server.Tests.Api;

public sealed class DescriptionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Health_tells_life_and_readiness()
    {
        Assert.Equal("alive", (await _server.Get("health/live")).Body["status"].AsString);
        Assert.Equal("ready", (await _server.Get("health/ready")).Body["status"].AsString);
    }

    [Fact]
    public async Task The_OpenAPI_document_has_every_route_and_no_other()
    {
        var document = (await _server.Get("openapi.json")).Body;
        var described = document["paths"].Object
            .SelectMany(path => path.Value.Object.Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"))
            .Select(Mapped)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var mapped = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {route.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal);

        Assert.Equal("3.1.0", document["openapi"].AsString);
        Assert.Equal(mapped, described);
    }

    [Fact]
    public async Task Every_reference_in_the_OpenAPI_document_leads_somewhere()
    {
        var document = (await _server.Get("openapi.json")).Body;

        foreach (var reference in References(document).Distinct())
        {
            var target = reference.TrimStart('#', '/').Split('/').Aggregate(document, (value, name) => value[name]);
            Assert.False(target.IsNull, reference);
        }
    }

    [Theory]
    [InlineData("GET", "api/v1/nothing")]
    [InlineData("DELETE", "api/v2")]
    public async Task What_is_no_endpoint_is_a_problem_too(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        var reply = await _server.Send(request);

        Assert.Equal(404, reply.Status);
        Assert.Equal("no-such-endpoint", reply.Code);
    }

    [Theory]
    [InlineData("DELETE", "api/v1/workflows", "PUT, GET")]
    [InlineData("HEAD", "api/v1/workflows", "PUT, GET")]
    [InlineData("HEAD", "api/v1/workflows/tests/greet", "GET, DELETE")]
    [InlineData("GET", "api/v1/workflows/tests/greet/instances", "POST")]
    [InlineData("POST", "api/v1/instances", "GET, DELETE")]
    [InlineData("PUT", "api/v1/instances/one", "DELETE, GET, POST")]
    [InlineData("GET", "api/v1/events", "POST")]
    [InlineData("POST", "health/live", "GET")]
    [InlineData("PUT", "openapi.json", "GET")]
    public async Task A_method_that_a_path_does_not_take_is_answered_with_those_it_takes(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        var reply = await _server.Send(request);

        Assert.Equal(405, reply.Status);
        Assert.Equal(allowed, string.Join(", ", reply.Http.Content.Headers.Allow));
        Assert.Equal(method == "HEAD" ? null : "method-not-allowed", reply.Code);
    }

    // One route serves an instance and its history, and one all actions: ids hold slashes.
    private static string Mapped(string operation) =>
        operation.Contains("/instances/{id}", StringComparison.Ordinal) ? $"{operation[..operation.IndexOf('{')]}{{**path}}" : operation;

    private static IEnumerable<string> References(JsonValue value) => value.Kind switch
    {
        JsonKind.Object => value.Object.SelectMany(member => member.Key == "$ref" ? [member.Value.String] : References(member.Value)),
        JsonKind.Array => value.Array.SelectMany(References),
        _ => [],
    };
}
