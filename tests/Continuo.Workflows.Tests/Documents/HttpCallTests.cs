using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class HttpCallTests
{
    [Fact]
    public void A_call_has_method_template_headers_query_and_body()
    {
        var call = Read("method: put, endpoint: 'http://shop/pets/{pet.id}?s={s}', headers: {X-A: '1', X-B: 2}, query: {n: 3, q: '${ .q }'}, body: {a: '${ . }'}, output: response, redirect: true");

        Assert.Equal(("PUT", HttpOutput.Response, true), (call.Method, call.Output, call.Redirect));
        Assert.Equal(
            [("http://shop/pets/", false), ("pet.id", true), ("?s=", false), ("s", true)],
            call.Endpoint.Template!.Parts.Select(p => (p.Text, p.IsVariable)));
        Assert.Equal("""{"X-A":"1","X-B":2}""", Assert.IsType<ValueTemplate.Literal>(call.Headers).Value.ToString());
        Assert.IsType<ValueTemplate.Members>(call.Query);
        Assert.IsType<ValueTemplate.Members>(call.Body);
    }

    [Fact]
    public void Headers_and_query_may_be_one_expression()
    {
        var call = Read("method: get, endpoint: '${ .url }', headers: '${ .h }', query: '${ .q }'");

        Assert.Equal(".url", call.Endpoint.Expression!.Source);
        Assert.Null(call.Endpoint.Template);
        Assert.IsType<ValueTemplate.Computed>(call.Headers);
        Assert.Equal(HttpOutput.Content, call.Output);
    }

    [Fact]
    public void An_endpoint_may_be_an_object_with_an_inline_policy()
    {
        var basic = Read("method: get, endpoint: {uri: 'http://shop/', authentication: {basic: {username: me, password: '${ .p }'}}}");
        var bearer = Read("method: get, endpoint: {uri: '${ .u }', authentication: {bearer: {token: '${ .t }'}}}");

        Assert.Equal("me", Assert.IsType<ValueTemplate.Literal>(Assert.IsType<AuthenticationPolicy.Basic>(basic.Authentication).Username).Value.String);
        Assert.IsType<ValueTemplate.Computed>(Assert.IsType<AuthenticationPolicy.Bearer>(bearer.Authentication).Token);
        Assert.Equal(".u", bearer.Endpoint.Expression!.Source);
    }

    [Theory]
    [InlineData("http://a/{}", "a variable has no name")]
    [InlineData("http://a/{b", "not closed")]
    [InlineData("http://a/b}", "no '{' before it")]
    [InlineData("http://a/{+b}", "not level 1")]
    [InlineData("http://a/{?b,c}", "not level 1")]
    [InlineData("http://a/{b:3}", "not level 1")]
    [InlineData("http://a/{b*}", "not level 1")]
    [InlineData("http://a/b c", "white space")]
    [InlineData("", "empty")]
    public void A_bad_template_is_reported(string endpoint, string problem)
    {
        var found = Sample.Only(DiagnosticCodes.BadUriTemplate, $"do:\n  - c: {{call: http, with: {{method: get, endpoint: '{endpoint}'}}}}\n");

        Assert.Contains(problem, found.Message, StringComparison.Ordinal);
        Assert.NotNull(found.Remedy);
    }

    [Theory]
    [InlineData("method: get", "CW0102", "needs 'endpoint'")]
    [InlineData("endpoint: 'http://a/'", "CW0102", "needs 'method'")]
    [InlineData("method: '${ .m }', endpoint: 'http://a/'", "CW0104", "not an HTTP method")]
    [InlineData("method: get, endpoint: 'http://a/', output: contents", "CW0104", "'content'")]
    [InlineData("method: get, endpoint: 'http://a/', redirect: 1", "CW0103", "true or false")]
    [InlineData("method: get, endpoint: 'http://a/', headers: [1]", "CW0103", "found a list")]
    [InlineData("method: get, endpoint: 'http://a/', headers: text", "CW0103", "found a text")]
    [InlineData("method: get, endpoint: 'http://a/', timeout: 3", "CW0101", "'timeout'")]
    [InlineData("method: get, endpoint: 'http://a/', authentication: {use: x}", "CW0101", "belongs to the endpoint")]
    [InlineData("method: get, endpoint: {uri: 'http://a/', authentication: {use: x}}", "CW0202", "use.authentications")]
    [InlineData("method: get, endpoint: {uri: 'http://a/', authentication: {basic: {use: x}}}", "CW0203", "secret 'x'")]
    [InlineData("method: get, endpoint: {uri: 'http://a/', authentication: {basic: {username: a}}}", "CW0102", "'password'")]
    [InlineData("method: get, endpoint: {uri: 'http://a/', authentication: {basic: {username: a, password: b}, bearer: {token: c}}}", "CW0105", "'basic' and 'bearer'")]
    [InlineData("method: get, endpoint: {url: 'http://a/'}", "CW0102", "needs 'uri'")]
    [InlineData("method: get, endpoint: 7", "CW0103", "found a number")]
    public void A_wrong_call_is_reported(string with, string code, string reason)
    {
        var all = Sample.Load($"do:\n  - c: {{call: http, with: {{{with}}}}}\n").Diagnostics;

        Assert.Contains(all, d => d.Code == code && $"{d.Message} {d.Remedy}".Contains(reason, StringComparison.Ordinal));
    }

    private static HttpCall Read(string with) =>
        Sample.Task<HttpCallTask>($"do:\n  - c: {{call: http, with: {{{with}}}}}\n").Call;
}
