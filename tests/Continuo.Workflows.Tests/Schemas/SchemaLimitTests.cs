using System.Text;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Xunit;

namespace Continuo.Workflows.Tests.Schemas;

public sealed class SchemaLimitTests
{
    private const string Tree = """{ "type": ["array", "null"], "items": { "$ref": "#" } }""";

    [Fact]
    public void A_recursive_schema_takes_deep_values()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse(Tree));

        Assert.True(schema.IsValid(Nested(1_000)));
    }

    [Fact]
    public void A_value_too_deep_for_the_stack_is_a_violation()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse(Tree));
        var violations = default(IReadOnlyList<SchemaViolation>);

        var thread = new Thread(() => violations = schema.Validate(Nested(9_000)), 256 << 10);
        thread.Start();
        thread.Join();

        Assert.Equal("is nested too deeply to validate (limit: depth)", Assert.Single(violations!).Rule);
    }

    [Fact]
    public void A_schema_that_multiplies_is_stopped()
    {
        var text = new StringBuilder("""{ "$ref": "#/$defs/a0", "$defs": {""");
        for (var i = 0; i < 40; i++)
        {
            text.Append($$""" "a{{i}}": { "not": { "anyOf": [{ "$ref": "#/$defs/a{{i + 1}}" }, { "$ref": "#/$defs/a{{i + 1}}" }] } },""");
        }

        var schema = JsonSchema.Compile(JsonValue.Parse(text + """ "a40": { "type": "null" } } }"""));

        Assert.Equal("takes too long to validate (limit: work)", Assert.Single(schema.Validate(1)).Rule);
    }

    [Fact]
    public void A_dynamic_circle_is_stopped()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse("""{ "$dynamicAnchor": "a", "$dynamicRef": "#a" }"""));

        Assert.Equal("is nested too deeply to validate (limit: depth)", Assert.Single(schema.Validate(1)).Rule);
    }

    [Fact]
    public void A_schema_nested_too_deeply_is_refused()
    {
        var schema = JsonValue.True;
        for (var i = 0; i < 5_000; i++)
        {
            schema = JsonObject.Of(("not", schema));
        }

        var problem = Assert.Single(Assert.Throws<SchemaException>(() => JsonSchema.Compile(schema)).Problems);
        Assert.EndsWith("is nested more than 500 schemas deep", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unique_items_and_sets_of_values_take_time_in_proportion()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse("""{ "uniqueItems": true, "items": { "type": "object" } }"""));
        var items = Enumerable.Range(0, 100_000).Select(i => (JsonValue)JsonObject.Of(("a", JsonArray.Of(i)))).ToArray();

        Assert.True(schema.IsValid(JsonArray.Own(items)));
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    public void A_pattern_with_several_loops_matches_in_time_in_proportion(string pattern)
    {
        var schema = JsonSchema.Compile(JsonObject.Of(("pattern", pattern)));

        Assert.False(schema.IsValid(new string('a', 50_000) + "b"));
    }

    [Fact]
    public void A_pattern_that_backtracks_without_end_is_a_violation()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse("""{ "pattern": "^(?=(?:a|aa)+$)" }"""));

        Assert.Equal("takes too long to match with ^(?=(?:a|aa)+$) (limit: 1 s)", Assert.Single(schema.Validate(new string('a', 50) + "b")).Rule);
    }

    [Fact]
    public async Task One_schema_serves_many_threads()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse("""{ "properties": { "a": { "pattern": "^🐲*$" } }, "unevaluatedProperties": false }"""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            schema.IsValid(JsonObject.Of(("a", "🐲🐲"))) && !schema.IsValid(JsonObject.Of(("a", "🐉"))) && schema.Validate(JsonObject.Of(("b", i))).Length == 1)));

        Assert.All(answers, Assert.True);
    }

    private static JsonValue Nested(int depth)
    {
        var value = JsonValue.Null;
        for (var i = 0; i < depth; i++)
        {
            value = JsonArray.Of(value);
        }

        return value;
    }
}
