using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class AuthenticationTests
{
    [Fact]
    public void A_token_policy_has_an_authority_and_the_properties_of_the_language()
    {
        var policy = Assert.IsType<AuthenticationPolicy.Issued>(Read(
            "oauth2: {authority: 'http://auth/{realm}', endpoints: {token: /t}, grant: password, client: {id: '${ .id }', secret: s, authentication: client_secret_basic}, request: {encoding: application/json}, "
            + "issuers: [a], scopes: [b, '${ .c }'], audiences: [d], username: u, password: '${ $secrets.p }'}"));

        Assert.Equal("oauth2", policy.Scheme);
        Assert.Equal(["http://auth/", "realm"], policy.Authority.Template!.Parts.Select(p => p.Text));
        Assert.Equal(
            ["grant", "client", "request", "endpoints", "issuers", "scopes", "audiences", "username", "password"],
            Assert.IsType<ValueTemplate.Members>(policy.Properties).Of.Select(m => m.Key));
    }

    [Fact]
    public void The_grant_and_the_way_of_the_client_have_defaults_only_where_the_language_has_them()
    {
        var policy = Assert.IsType<AuthenticationPolicy.Issued>(Read("oidc: {authority: '${ .a }', grant: client_credentials, client: {id: x}}"));

        var client = Assert.IsType<ValueTemplate.Members>(Assert.IsType<ValueTemplate.Members>(policy.Properties).Of.Single(m => m.Key == "client").Value);
        Assert.Equal("client_secret_post", Assert.IsType<ValueTemplate.Literal>(client.Of.Single(m => m.Key == "authentication").Value).Value.String);
        Assert.Equal(".a", policy.Authority.Expression!.Source);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("bearer")]
    [InlineData("digest")]
    [InlineData("oauth2")]
    [InlineData("oidc")]
    public void A_secret_may_hold_the_properties_of_any_scheme(string scheme) =>
        Assert.Equal(new AuthenticationPolicy.FromSecret(scheme, "p"), Read($"{scheme}: {{use: p}}"));

    [Fact]
    public void A_declared_policy_is_used_by_name()
    {
        var task = Sample.Task<HttpCallTask>("""
            use: {authentications: {a: {digest: {username: u, password: p}}}}
            do:
              - c: {call: http, with: {method: get, endpoint: {uri: 'http://a/', authentication: {use: a}}}}
            """);

        Assert.IsType<AuthenticationPolicy.Digest>(task.Call.Authentication);
    }

    [Theory]
    [InlineData("digest: {username: a}", "CW0102", "'password'", "")]
    [InlineData("digest: {username: a, password: 1}", "CW0103", "'password' must be a text", "/digest/password")]
    [InlineData("digest: {use: p, username: a}", "CW0101", "the secret holds the properties of digest", "/digest/username")]
    [InlineData("oauth2: {use: x}", "CW0203", "secret 'x'", "/oauth2/use")]
    [InlineData("oauth2: {grant: client_credentials}", "CW0102", "'authority'", "/oauth2")]
    [InlineData("oauth2: {authority: 'http://a'}", "CW0102", "'grant'", "/oauth2")]
    [InlineData("oauth2: {authority: 7, grant: client_credentials}", "CW0103", "'authority' must be a text", "/oauth2/authority")]
    [InlineData("oauth2: {authority: 'http://{a', grant: client_credentials}", "CW0117", "not closed", "/oauth2/authority")]
    [InlineData("oauth2: {authority: 'http://a', grant: client-credentials}", "CW0104", "Did you mean 'client_credentials'?", "/oauth2/grant")]
    [InlineData("oauth2: {authority: 'http://a', grant: password, username: u}", "CW0102", "'password'", "/oauth2")]
    [InlineData("oauth2: {authority: 'http://a', grant: refresh_token}", "CW0102", "refresh token", "/oauth2")]
    [InlineData("oauth2: {authority: 'http://a', grant: authorization_code}", "CW0102", "code", "/oauth2")]
    [InlineData("oauth2: {authority: 'http://a', grant: 'urn:ietf:params:oauth:grant-type:token-exchange', subject: {token: t}}", "CW0102", "'type'", "/oauth2/subject")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, client: {authentication: private_key_jwt}}", "CW0102", "'assertion'", "/oauth2/client")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, client: {id: a, authentication: client_secret_basic}}", "CW0102", "'secret'", "/oauth2/client")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, client: {authentication: basic}}", "CW0104", "client_secret_basic", "/oauth2/client/authentication")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, request: {encoding: xml}}", "CW0104", "application/json", "/oauth2/request/encoding")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, scopes: a}", "CW0103", "a list of texts", "/oauth2/scopes")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, scopes: [1]}", "CW0103", "an item of 'scopes'", "/oauth2/scopes/0")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, clientId: a}", "CW0101", "client: {id: ...}", "/oauth2/clientId")]
    [InlineData("oauth2: {authority: 'http://a', grant: client_credentials, endpoints: {tokens: /t}}", "CW0101", "Did you mean 'token'?", "/oauth2/endpoints/tokens")]
    [InlineData("oidc: {authority: 'http://a', grant: client_credentials, endpoints: {token: /t}}", "CW0101", "oidc finds the endpoints", "/oidc/endpoints")]
    [InlineData("use: x", "CW0202", "There is no authentication 'x'", "/use")]
    [InlineData("use: x, basic: {use: p}", "CW0101", "the policy is complete", "/basic")]
    public void A_wrong_policy_is_reported_where_it_stands(string policy, string code, string reason, string pointer)
    {
        var all = Sample.Load(Document(policy)).Diagnostics;

        Assert.Contains(all, d => d.Code == code && $"{d.Message} {d.Remedy}".Contains(reason, StringComparison.OrdinalIgnoreCase) && d.Pointer.EndsWith(pointer, StringComparison.Ordinal) && d.Position.Line > 1);
    }

    [Fact]
    public void All_mistakes_of_a_policy_are_reported_at_once()
    {
        var all = Sample.Load(Document("oauth2: {grant: passwort, client: {idd: 1}, scopes: a, usernam: b}")).Diagnostics;

        Assert.Equal(["CW0101", "CW0101", "CW0102", "CW0103", "CW0104"], all.Select(d => d.Code).Order(StringComparer.Ordinal));
    }

    private static string Document(string policy) => $"use: {{secrets: [p]}}\ndo:\n  - c: {{call: http, with: {{method: get, endpoint: {{uri: 'http://a/', authentication: {{{policy}}}}}}}}}\n";

    private static AuthenticationPolicy? Read(string policy) => Sample.Task<HttpCallTask>(Document(policy)).Call.Authentication;
}
