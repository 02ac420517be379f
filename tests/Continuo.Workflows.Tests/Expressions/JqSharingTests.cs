using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>What a program does not change, it shares: facts record changes only.</summary>
public sealed class JqSharingTests
{
    private static readonly JsonValue s_input = JsonValue.Parse("""{"a":{"b":[1,2,3]},"c":{"d":1},"n":1}""");

    [Theory]
    [InlineData(".")]
    [InlineData(". + {}")]
    [InlineData(". + null")]
    [InlineData(".n = 1")]
    [InlineData(".n |= .")]
    [InlineData(".a.b[0] = 1")]
    [InlineData(".. |= .")]
    [InlineData("del(.x)")]
    [InlineData("if .n == 1 then . else 0 end")]
    public void An_unchanged_value_is_the_same_object(string program) =>
        Assert.Same(s_input.Object, Evaluate(program).Object);

    [Theory]
    [InlineData(". + {n: 2}")]
    [InlineData(".n = 2")]
    [InlineData(".n += 1")]
    [InlineData(".c.d = 5")]
    [InlineData(". + {x: .n, n: 7}")]
    [InlineData("setpath([\"x\"]; 1)")]
    [InlineData("del(.n)")]
    [InlineData("{a, c}")]
    [InlineData("with_entries(select(.key != \"n\"))")]
    public void A_change_shares_its_neighbours(string program) =>
        Assert.Same(s_input["a"].Object, Evaluate(program)["a"].Object);

    [Theory]
    [InlineData(".a.b + [4]")]
    [InlineData(".a.b | .[3] = 4")]
    [InlineData(".a.b + [4] + [5]")]
    public void Appending_extends_what_an_append_made(string program)
    {
        var grown = Evaluate(program).Array;
        var again = JqProgram.Compile(". + [6]").First(grown, JqEnvironment.Empty, JqLimits.Default).Array;

        Assert.True(again.Extends(grown));
        Assert.Equal(6, again[again.Count - 1].Number);
    }

    [Fact]
    public void Fifty_thousand_appends_take_no_time_to_speak_of()
    {
        var program = JqProgram.Compile("reduce range(50000) as $i ([]; . + [$i]) | length");

        Assert.Equal(50_000, program.First(default, JqEnvironment.Empty, JqLimits.Default).Number);
    }

    private static JsonValue Evaluate(string program) => JqProgram.Compile(program).First(s_input, JqEnvironment.Empty, JqLimits.Default);
}
