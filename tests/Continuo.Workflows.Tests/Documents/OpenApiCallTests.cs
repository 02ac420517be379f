using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class OpenApiCallTests
{
    [Fact]
    public void A_call_has_a_document_an_operation_and_parameters()
    {
        var task = Sample.Task<ProtocolCallTask>("""
            do:
              - c:
                  call: openapi
                  with:
                    document: {name: pets, endpoint: {uri: 'http://a/{v}', authentication: {bearer: {token: t}}}}
                    operationId: find
                    parameters: {status: available, ids: ['${ .id }']}
                    authentication: {basic: {username: u, password: p}}
                    output: response
                    redirect: true
            """);

        Assert.Equal(CallProtocol.OpenApi, task.Protocol);
        Assert.Equal(["service", "document"], task.Endpoints.Select(e => e.Name));
        Assert.IsType<AuthenticationPolicy.Basic>(task.Endpoints[0].Authentication);
        Assert.IsType<AuthenticationPolicy.Bearer>(task.Endpoints[1].Authentication);
        Assert.Equal("http://a/{v}", task.Endpoints[1].Uri!.Template!.Text);
    }

    [Fact]
    public void The_least_is_a_document_and_an_operation() => Sample.AssertNone("do:\n  - c: {call: openapi, with: {document: {endpoint: ./pets.yaml}, operationId: find}}\n");

    [Theory]
    [InlineData("operationId: x", "CW0102", "needs 'document'")]
    [InlineData("document: {endpoint: 'http://a/'}", "CW0102", "needs 'operationId'")]
    [InlineData("document: 'http://a/', operationId: x", "CW0103", "'document' must be an object")]
    [InlineData("document: {uri: 'http://a/'}, operationId: x", "CW0101", "stands under 'endpoint'")]
    [InlineData("document: {endpoint: {uri: 'http://a/', auth: 1}}, operationId: x", "CW0101", "'auth'")]
    [InlineData("document: {endpoint: 'http://a/'}, operationId: 7", "CW0103", "'operationId' must be a text")]
    [InlineData("document: {endpoint: 'http://a/'}, operationId: x, parameters: [1]", "CW0103", "'parameters' must be an object")]
    [InlineData("document: {endpoint: 'http://a/'}, operationId: x, output: body", "CW0104", "one of content, raw, response")]
    [InlineData("document: {endpoint: 'http://a/'}, operationId: x, body: {}", "CW0101", "stands under 'parameters'")]
    [InlineData("document: {endpoint: 'http://a/'}, operationId: x, authentication: {oidc: {}}", "CW0102", "'authority'")]
    public void A_wrong_call_is_reported(string with, string code, string reason)
    {
        var all = Sample.Load($"do:\n  - c: {{call: openapi, with: {{{with}}}}}\n").Diagnostics;

        Assert.Contains(all, d => d.Code == code && $"{d.Message} {d.Remedy}".Contains(reason, StringComparison.Ordinal));
    }
}
