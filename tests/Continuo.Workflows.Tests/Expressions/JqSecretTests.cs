using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

public sealed class JqSecretTests
{
    private static readonly JqEnvironment s_vault = new Vault();

    [Theory]
    [InlineData("$secrets.token", "[secret token]")]
    [InlineData("$secrets.db.password", "[secret db.password]")]
    [InlineData("\"Bearer \" + $secrets.token", "Bearer [secret token]")]
    [InlineData("\"Bearer \\($secrets.token)!\"", "Bearer [secret token]!")]
    [InlineData("@text \"\\($secrets.token)\"", "[secret token]")]
    [InlineData("\"u:\" + $secrets.token | @base64", "@base64(u:[secret token])")]
    [InlineData("$secrets.token | @uri", "@uri([secret token])")]
    [InlineData("$secrets.token // 1", "[secret token]")]
    [InlineData("if $secrets.token then $secrets.token else 0 end", "[secret token]")]
    public void A_secret_stays_a_name(string program, string token)
    {
        var result = JqProgram.Compile(program).First(default, s_vault, JqLimits.Default);

        Assert.True(result.IsSymbolic);
        Assert.Equal(token, result.Symbolic.ToString());
    }

    [Theory]
    [InlineData("$secrets.token == \"t0p\"", "true")]
    [InlineData("$secrets.token != \"t0p\"", "false")]
    [InlineData("$secrets.token < \"z\"", "true")]
    [InlineData("{a: $secrets.token} == {a: \"t0p\"}", "true")]
    [InlineData("\"x\" + $secrets.token == \"xt0p\"", "true")]
    [InlineData("$secrets.token | not", "false")]
    public void A_comparison_gives_the_real_answer(string program, string expected) =>
        Assert.Equal(expected, Evaluating.First(program, environment: s_vault));

    [Theory]
    [InlineData("$secrets.token | length")]
    [InlineData("$secrets.token | @json")]
    [InlineData("$secrets.token | explode")]
    [InlineData("$secrets.token | test(\"a\")")]
    [InlineData("$secrets.token | .[0:1]")]
    [InlineData("$secrets.token | .[]")]
    [InlineData("$secrets.token + 1")]
    [InlineData("$secrets.token * 3")]
    [InlineData("$secrets.token | error")]
    [InlineData("[$secrets.token] | tojson")]
    [InlineData("[$secrets.token, \"a\"] | sort")]
    [InlineData("[$secrets.token] | group_by(.)")]
    [InlineData("{a: $secrets.token} | tostring")]
    [InlineData("{($secrets.token): 1}")]
    [InlineData("\"a\" | ltrimstr($secrets.token)")]
    [InlineData("[\"a\", $secrets.token] | join(\"-\")")]
    [InlineData("try ($secrets.token | length) catch 0")]
    [InlineData("($secrets.token | length)? // 0")]
    [InlineData("$secrets.gone == 1")]
    public void Any_other_use_is_refused_and_cannot_be_caught(string program)
    {
        var error = Evaluating.Fails(program, environment: s_vault);

        Assert.True(error.IsSecretMisuse, error.Message);
        Assert.DoesNotContain("t0p", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_travel_in_arrays_and_objects()
    {
        var result = JqProgram.Compile("{auth: [$secrets.token], n: ([$secrets.token] | length)}").First(default, s_vault, JqLimits.Default);

        Assert.Equal("""{"auth":["[secret token]"],"n":1}""", result.ToString());
        Assert.True(result["auth"].Array[0].IsSymbolic);
    }

    private sealed class Vault : JqEnvironment
    {
        public override bool TryGetVariable(string name, out JsonValue value)
        {
            value = JsonObject.Of(("token", SymbolicText.Secret("token")), ("db", SymbolicText.Secret("db")), ("gone", SymbolicText.Secret("gone")));
            return name == "secrets";
        }

        public override JsonValue? Secret(string name) => name switch
        {
            "token" => "t0p",
            "db" => JsonObject.Of(("password", "pw")),
            _ => null,
        };
    }
}
