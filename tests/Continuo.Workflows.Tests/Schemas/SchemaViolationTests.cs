using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Xunit;

namespace Continuo.Workflows.Tests.Schemas;

public sealed class SchemaViolationTests
{
    private const string Order =
        """
        {
          "type": "object",
          "required": ["id", "lines"],
          "properties": {
            "id": { "type": "string", "pattern": "^[A-Z]+-[0-9]+$" },
            "lines": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/line" } }
          },
          "additionalProperties": false,
          "$defs": { "line": { "properties": { "quantity": { "type": "integer", "minimum": 1 } } } }
        }
        """;

    [Theory]
    [InlineData("[]", "|/type|must be of type object, found array ([])")]
    [InlineData("""{ "id": "A-1" }""", "|/required|must have the member 'lines'")]
    [InlineData("""{ "id": "a", "lines": [{}] }""", "/id|/properties/id/pattern|must match the pattern ^[A-Z]+-[0-9]+$, found string (\"a\")")]
    [InlineData("""{ "id": "A-1", "lines": [] }""", "/lines|/properties/lines/minItems|must have at least 1 item, has 0 items")]
    [InlineData("""{ "id": "A-1", "lines": [{}, { "quantity": 0 }] }""", "/lines/1/quantity|/$defs/line/properties/quantity/minimum|must be at least 1, found 0")]
    [InlineData("""{ "id": "A-1", "lines": [{}], "extra": 1 }""", "|/additionalProperties|must not have the member 'extra'")]
    public void A_violation_names_both_paths_and_the_rule(string value, string expected)
    {
        var violation = Assert.Single(Validate(Order, value));

        Assert.Equal(expected, $"{violation.InstancePath}|{violation.SchemaPath}|{violation.Rule}");
    }

    [Fact]
    public void All_violations_come_at_once()
    {
        var violations = Validate(Order, """{ "id": 1, "lines": [{ "quantity": 0 }, { "quantity": 1.5 }], "a": 1, "b": 2 }""");

        Assert.Equal(["/id", "/lines/0/quantity", "/lines/1/quantity", "", ""], violations.Select(v => v.InstancePath));
    }

    [Fact]
    public void No_more_violations_are_collected_than_asked()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse("""{ "items": { "type": "string" } }"""), new SchemaOptions { Violations = 3 });

        Assert.Equal(3, schema.Validate(JsonArray.Own([.. Enumerable.Range(0, 1_000).Select(i => (JsonValue)i)])).Length);
    }

    [Theory]
    [InlineData("""{ "enum": ["red", "green"] }""", "\"blue\"", "must be one of \"red\" or \"green\", found string (\"blue\")")]
    [InlineData("""{ "const": 1 }""", "2", "must be 1, found number (2)")]
    [InlineData("""{ "exclusiveMaximum": 1 }""", "1", "must be less than 1, found 1")]
    [InlineData("""{ "multipleOf": 0.01 }""", "0.075", "must be a multiple of 0.01, found 0.075")]
    [InlineData("""{ "maxLength": 2 }""", "\"abc\"", "must have at most 2 characters, has 3 characters: \"abc\"")]
    [InlineData("""{ "uniqueItems": true }""", "[1, [2], [2.0]]", "must hold no two equal items: 1 and 2 are equal")]
    [InlineData("""{ "contains": { "type": "number" }, "minContains": 2 }""", "[1, null]", "must hold at least 2 items matching this schema, holds 1")]
    [InlineData("""{ "dependentRequired": { "a": ["b", "c"] } }""", """{ "a": 1 }""", "must have the members 'b' and 'c', as it has 'a'")]
    [InlineData("""{ "propertyNames": { "maxLength": 1 } }""", """{ "ab": 1 }""", "must not have a member named 'ab': the name must have at most 1 character, has 2 characters: \"ab\"")]
    [InlineData("""{ "anyOf": [{ "type": "null" }, { "properties": { "a": { "type": "null" } } }] }""", """{ "a": 1 }""", "must match one of 2 schemas, matches none: (1) must be of type null, found object ({\"a\":1}); (2) /a must be of type null, found number (1)")]
    [InlineData("""{ "oneOf": [true, false, true] }""", "1", "must match exactly one of 3 schemas, matches 1 and 3")]
    [InlineData("""{ "not": {} }""", "1", "must not match this schema, found number (1)")]
    [InlineData("""{ "prefixItems": [true], "items": false }""", "[1, 2, 3]", "must have at most 1 item, has 3")]
    [InlineData("false", "null", "is not allowed, found null")]
    public void The_rule_is_in_words(string schema, string value, string expected) => Assert.Equal(expected, Assert.Single(Validate(schema, value)).Rule);

    [Fact]
    public void Long_values_are_cut()
    {
        var violation = Assert.Single(Validate("""{ "type": "null" }""", $"\"{new string('x', 100_000)}\""));

        Assert.True(violation.Rule.Length < 100, violation.Rule);
    }

    [Fact]
    public void A_secret_counts_as_text_that_is_not_known()
    {
        JsonValue secret = SymbolicText.Secret("key");

        Assert.True(JsonSchema.Compile(JsonValue.Parse("""{ "type": "string", "pattern": "^a", "enum": ["b"], "maxLength": 0 }""")).IsValid(secret));
        Assert.False(JsonSchema.Compile(JsonValue.Parse("""{ "type": "number" }""")).IsValid(secret));
    }

    [Fact]
    public void Formats_only_describe_unless_asked()
    {
        var schema = JsonValue.Parse("""{ "format": "date" }""");

        Assert.True(JsonSchema.Compile(schema).IsValid("yesterday"));
        Assert.Equal(
            "must have the format date, found string (\"yesterday\")",
            Assert.Single(JsonSchema.Compile(schema, new SchemaOptions { AssertsFormats = true }).Validate("yesterday")).Rule);
    }

    private static System.Collections.Immutable.ImmutableArray<SchemaViolation> Validate(string schema, string value) => JsonSchema.Compile(JsonValue.Parse(schema)).Validate(JsonValue.Parse(value));
}
