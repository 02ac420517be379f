using Continuo.Workflows.Expressions;
using Continuo.Workflows.Expressions.JavaScript;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>Expressions in JavaScript: what they see, what they give, and what they may not.</summary>
public sealed class JavaScriptTests
{
    private static readonly Globals s_globals = new();

    private static JsonValue Run(string source, string input = "null") => JavaScriptProgram.Compile(source).First(JsonValue.Parse(input), s_globals, JqLimits.Default);

    private static JqException Fails(string source, string input = "null", JqLimits? limits = null) =>
        Assert.Throws<JqException>(() => JavaScriptProgram.Compile(source).First(JsonValue.Parse(input), s_globals, limits ?? JqLimits.Default));

    [Theory]
    [InlineData("$", """{"a":[1,"x",null,true,{"b":1.5}]}""", """{"a":[1,"x",null,true,{"b":1.5}]}""")]
    [InlineData("input.a + 1", """{"a":1}""", "2")]
    [InlineData("$context.total", "null", "7")]
    [InlineData("[1, 2, 3].filter(n => n > 1).map(n => n * $.k)", """{"k":2}""", "[4,6]")]
    [InlineData("{a: 1}", "null", """{"a":1}""")]
    [InlineData("({...$, b: 2})", """{"a":1}""", """{"a":1,"b":2}""")]
    [InlineData("`Hi ${$.name}!`", """{"name":"Ada"}""", "\"Hi Ada!\"")]
    [InlineData("new Date().toISOString()", "null", "\"2026-01-02T03:04:05.000Z\"")]
    [InlineData("new Date(2026, 0, 1)", "null", "\"2026-01-01T00:00:00.000Z\"")]
    [InlineData("$.x", """{}""", "null")]
    [InlineData("0 / 0", "null", "null")]
    [InlineData("$.a ?? 'none' // a comment", """{"a":null}""", "\"none\"")]
    [InlineData("Object.keys($)", """{"__proto__":1,"a":2}""", """["__proto__","a"]""")]
    public void An_expression_gives_a_value(string source, string input, string expected) => Assert.Equal(expected, Run(source, input).ToString());

    [Fact]
    public void One_that_gives_nothing_has_no_result()
    {
        Assert.False(JavaScriptProgram.Compile("$.x").TryFirst(JsonValue.EmptyObject, s_globals, JqLimits.Default, out var result));
        Assert.True(result.IsNull);
    }

    [Fact]
    public void The_variables_that_it_names_are_known() => Assert.Equal(["context", "item"], JavaScriptProgram.Compile("$context.a + $item + $").Variables);

    [Theory]
    [InlineData("$nope", "$nope is not defined")]
    [InlineData("$.a.b.c", "")]
    [InlineData("(() => { throw new Error('own') })()", "own")]
    [InlineData("Math.random()", "no random numbers")]
    [InlineData("eval('1')", "")]
    [InlineData("new Function('return 1')()", "")]
    [InlineData("require('fs')", "require is not defined")]
    [InlineData("console.log(1)", "console is not defined")]
    [InlineData("Promise.resolve(1)", "cannot wait for a promise")]
    [InlineData("(() => { const a = {}; a.a = a; return a })()", "")]
    [InlineData("globalThis.x = 1, System", "System is not defined")]
    public void What_it_may_not_do_is_an_error(string source, string words) => Assert.Contains(words, Fails(source).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(() => { while (true); })()")]
    [InlineData("(() => { for (;;) {} })()")]
    [InlineData("(() => { const f = () => f(); return f() })()")]
    [InlineData("(() => { const all = []; while (true) all.push('x'.repeat(1000) + all.length) })()")]
    public void What_never_ends_meets_a_limit(string source) => Assert.True(Fails(source, limits: new JqLimits(Steps: 100_000, OutputBytes: 1 << 20)).IsLimit);

    [Theory]
    [InlineData("'x'.repeat(2 ** 29)")]
    [InlineData("'x'.padEnd(2 ** 29)")]
    [InlineData("new Array(2 ** 30).fill(0)")]
    public void What_grows_too_large_is_refused(string source) => Fails(source);

    [Fact]
    public void A_result_that_is_too_large_is_refused() => Assert.True(Fails("'x'.repeat(2000)", limits: new JqLimits(OutputBytes: 1000)).IsLimit);

    [Fact]
    public void Nothing_stays_behind_between_evaluations()
    {
        var program = JavaScriptProgram.Compile("(() => { Array.prototype.left = (Array.prototype.left ?? 0) + 1; return Array.prototype.left })()");

        Assert.Equal(1, program.First(default, s_globals, JqLimits.Default).Number);
        Assert.Equal(1, program.First(default, s_globals, JqLimits.Default).Number);
    }

    [Theory]
    [InlineData("1 +", 3)]
    [InlineData("$.a b", 4)]
    [InlineData("return 1", 0)]
    public void What_does_not_parse_says_where(string source, int offset) => Assert.Equal(offset, Assert.Throws<JqCompileException>(() => JavaScriptProgram.Compile(source)).Offset);

    [Theory]
    [InlineData("$secrets.k", "[secret k]")]
    [InlineData("'Bearer ' + $secrets.k", "Bearer [secret k]")]
    [InlineData("`${$secrets.k}:${$secrets.o.p}!`", "[secret k]:[secret o.p]!")]
    public void A_secret_stays_symbolic(string source, string expected)
    {
        var result = Run(source);

        Assert.True(result.IsSymbolic);
        Assert.Equal(expected, result.Symbolic.ToString());
    }

    [Fact]
    public void A_secret_is_found_within_a_value() => Assert.Equal("[secret k]", Run("({a: [$secrets.k]})")["a"].Array[0].Symbolic.ToString());

    [Theory]
    [InlineData("$secrets.k === 'x'")]
    [InlineData("$secrets.k == 'x' ? 1 : 2")]
    [InlineData("String($secrets.k).length")]
    [InlineData("({['' + $secrets.k]: 1})")]
    [InlineData("[...('' + $secrets.k)]")]
    public void No_expression_may_look_at_a_secret(string source) => Assert.True(Fails(source).IsSecretMisuse);

    private sealed class Globals : JqEnvironment
    {
        public override DateTimeOffset Now { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override bool TryGetVariable(string name, out JsonValue value)
        {
            value = name switch
            {
                "context" => JsonValue.Parse("""{"total":7}"""),
                "secrets" => (JsonValue)JsonObject.Of(("k", SymbolicText.Secret("k")), ("o", SymbolicText.Secret("o"))),
                _ => default,
            };
            return !value.IsNull;
        }
    }
}
