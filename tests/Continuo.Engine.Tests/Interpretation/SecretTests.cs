using System.Text;
using Continuo.Engine.Instances;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Secrets are names until a call is made.</summary>
public sealed class SecretTests
{
    private const string Secret = "hunter2-value";

    private readonly Services _services = new();

    private InstanceStory Story(string tasks)
    {
        var story = _services.Story($"use: {{secrets: [key, account]}}\ndo: [{tasks}]");
        story.Ambient.Secrets["key"] = Secret;
        story.Ambient.Secrets["account"] = JsonObject.Of(("username", "me"), ("password", Secret), ("token", Secret));
        story.Ambient.Secrets["other"] = Secret;
        return story;
    }

    private static void AssertNowhere(InstanceStory story)
    {
        var secret = Encoding.UTF8.GetBytes(Secret);
        Assert.All(story.Commits, commit => Assert.Equal(-1, commit.Span.IndexOf(secret)));
        Assert.All(story.Snapshots, snapshot => Assert.Equal(-1, snapshot.AsSpan().IndexOf(secret)));
        Assert.DoesNotContain(Secret, story.View.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void They_stay_symbolic_through_text_and_data_and_are_in_no_byte_of_the_store()
    {
        var story = Story("""
            {a: {set: {k: "${ $secrets.key }", t: "${ \"Bearer \" + $secrets.key }", i: "${ \"<\\($secrets.account.password)>\" }", b: "${ $secrets.key | @base64 }", u: "${ @uri \"x=\\($secrets.key)\" }"}, export: {as: .}}},
            {b: {call: use, with: {all: "${ . }", c: "${ $context }"}}}
            """).Start();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        Assert.True(story.Asked[0].Arguments["input"]["all"]["t"].IsSymbolic);
        Assert.Equal("Bearer " + Secret, story.Asked[0].Arguments["input"]["all"]["t"].Symbolic.Resolve(name => story.Ambient.Secret(name)).String);
        Assert.Equal("[secret key]", story.Output["all"]["k"].ToString().Trim('"'));
        AssertNowhere(story);
    }

    [Theory]
    [InlineData("${ $secrets.key }")]
    [InlineData("${ {deep: [\\\"Bearer \\\" + $secrets.key]} }")]
    [InlineData("${ $secrets }")]
    [InlineData("${ $secrets.account.nothing }")]
    public void One_that_is_listed_and_not_given_is_an_authorization_error_even_if_it_is_only_shown(string expression)
    {
        var story = Story($"{{a: {{set: {{k: \"{expression}\"}}}}}}");
        story.Ambient.Secrets.Remove("key");
        story.Start();

        Assert.Equal((InstanceStatus.Faulted, 403), (story.Status, story.View.Error?.Status));
        Assert.EndsWith("authorization", story.View.Error!.Type, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_given_and_not_used_harms_nobody()
    {
        var story = Story("{a: {set: {k: \"${ if $secrets.account.token == null then $secrets.key else 1 end }\"}}}");
        story.Ambient.Secrets.Remove("key");
        story.Start();

        Assert.Equal("{\"k\":1}", story.Output.ToString());
    }

    [Fact]
    public void Http_arguments_and_the_authorization_keep_them()
    {
        var story = Story("""
            {a: {call: http, with: {method: post, endpoint: {uri: "http://svc/x", authentication: {basic: {use: account}}}, headers: {x: "${ $secrets.key }", y: "${ $authorization.parameter }"}, body: {k: "${ $secrets.key }"}, query: {q: "${ $secrets.key }"}}, output: {as: "{s: $authorization.scheme, p: $authorization.parameter}"}}}
            """).Start();

        Assert.Equal(InstanceStatus.Completed, story.Status);
        var arguments = story.Asked[0].Arguments;
        Assert.All([arguments["headers"]["x"], arguments["headers"]["y"], arguments["body"]["k"], arguments["query"]["q"], arguments["authentication"]["password"]], value => Assert.True(value.IsSymbolic));
        Assert.Equal(Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + Secret)), arguments["headers"]["y"].Symbolic.Resolve(name => story.Ambient.Secret(name)).String);
        Assert.Equal("Basic", story.Output["s"].String);
        AssertNowhere(story);
    }

    [Fact]
    public void A_token_that_is_not_issued_yet_is_symbolic_like_a_secret()
    {
        var story = Story("""
            {a: {call: http, with: {method: get, endpoint: {uri: "http://svc/x", authentication: {oauth2: {authority: "http://auth/{realm}", grant: client_credentials, client: {id: me, secret: "${ $secrets.key }"}}}}, headers: {y: "${ $authorization.parameter }"}}, output: {as: "{s: $authorization.scheme, p: $authorization.parameter}"}}},
            {b: {call: openapi, with: {document: {endpoint: "http://svc/doc"}, operationId: x, authentication: {oidc: {use: account}}}}}
            """).Start("""{"realm":"r"}""");

        Assert.Equal(InstanceStatus.Completed, story.Status);
        var authentication = story.Asked[0].Arguments["authentication"];
        Assert.Equal(("oauth2", "http://auth/r", "client_credentials"), (authentication["scheme"].String, authentication["properties"]["authority"].String, authentication["properties"]["grant"].String));
        Assert.True(authentication["properties"]["client"]["secret"].IsSymbolic);
        Assert.Equal(SymbolicText.AccessToken, story.Asked[0].Arguments["headers"]["y"].Symbolic);
        Assert.Equal("""{"scheme":"oidc","properties":"[secret account]"}""", story.Asked[1].Arguments["endpoints"]["service"]["authentication"].ToString());
        AssertNowhere(story);
    }

    [Fact]
    public void Of_digest_the_authorization_shows_what_is_known_before_the_challenge()
    {
        var story = Story("""
            {a: {call: http, with: {method: get, endpoint: {uri: "http://svc/x", authentication: {digest: {username: ada, password: "${ $secrets.key }"}}}}, output: {as: $authorization}}}
            """).Start();

        Assert.Equal("""{"scheme":"Digest","parameter":"username=\"ada\""}""", story.Output.ToString());
        AssertNowhere(story);
    }

    [Fact]
    public void A_comparison_gives_the_real_boolean()
    {
        var story = Story($"{{a: {{set: {{same: \"${{ $secrets.key == \\\"{Secret}\\\" }}\", other: \"${{ $secrets.key == \\\"x\\\" }}\", wrapped: \"${{ (\\\"a\\\" + $secrets.key) != \\\"a{Secret}\\\" }}\"}}}}}}").Start();

        Assert.Equal("""{"same":true,"other":false,"wrapped":false}""", story.Output.ToString());
    }

    [Theory]
    [InlineData("$secrets.key | length")]
    [InlineData("$secrets.key | explode")]
    [InlineData("$secrets.key | tojson")]
    [InlineData("$secrets.key[0:2]")]
    [InlineData("$secrets.key | test(\\\"h\\\")")]
    [InlineData("$secrets.key | split(\\\"-\\\")")]
    [InlineData("$secrets.other")]
    [InlineData("$secret.other")]
    [InlineData("$secrets[\\\"other\\\"]")]
    public void Misuse_is_an_authorization_error_that_a_try_can_catch(string expression)
    {
        var story = Story($"{{t: {{try: [{{a: {{set: {{x: \"${{ {expression} }}\"}}}}}}], catch: {{do: [{{h: {{set: \"${{ [$error.status, ($error.type | split(\\\"/\\\") | last), $error.instance] }}\"}}}}]}}}}}}").Start();

        Assert.Equal("""[403,"authorization","/do/0/t/try/0/a"]""", story.Output.ToString());
        AssertNowhere(story);
    }

    [Fact]
    public void A_secret_that_the_host_does_not_have_is_an_authorization_error_where_its_value_is_needed()
    {
        var story = Story("{a: {set: {x: \"${ $secrets.key == 1 }\"}}}");
        story.Ambient.Secrets.Clear();

        Assert.Equal(403, story.Start().View.Error!.Status);
    }

    [Fact]
    public void A_key_and_an_event_filter_may_use_them_without_telling_them()
    {
        var story = Story("""
            {a: {call: use, with: {x: 1}, metadata: {continuo: {idempotencyKey: "${ \"k-\" + $secrets.key }"}}}},
            {l: {listen: {to: {one: {with: {type: x, data: "${ .token == $secrets.key }"}}}}, output: {as: "{n: .[0].n}"}}}
            """).Start();
        story.Publish("""{"id":"1","source":"s","type":"x","data":{"token":"wrong","n":1}}""");
        story.Publish($$$"""{"id":"2","source":"s","type":"x","data":{"token":"{{{Secret}}}","n":2}}""");

        Assert.Equal("""{"n":2}""", story.Output.ToString());
        Assert.DoesNotContain(Secret, story.Asked[0].Key, StringComparison.Ordinal);
    }
}
