using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Xunit;

namespace Continuo.Workflows.Tests.Schemas;

public sealed class SchemaProblemTests
{
    [Theory]
    [InlineData("3", "/: must be a schema: an object, true or false; found number (3)")]
    [InlineData("""{ "type": "text" }""", "/type: must be null, boolean, integer, number, string, array or object, or a list of these, found string (\"text\")")]
    [InlineData("""{ "properties": { "a": { "minLength": -1 } } }""", "/properties/a/minLength: must be a whole number, 0 or more, found number (-1)")]
    [InlineData("""{ "properties": [] }""", "/properties: must be an object, found array ([])")]
    [InlineData("""{ "items": [true] }""", "/items: must be a schema (a list of schemas is written 'prefixItems'), found array ([true])")]
    [InlineData("""{ "anyOf": [] }""", "/anyOf: must be a list of schemas, at least one, found array ([])")]
    [InlineData("""{ "required": "a" }""", "/required: must be a list of strings, found string (\"a\")")]
    [InlineData("""{ "multipleOf": 0 }""", "/multipleOf: must be a number above 0, found number (0)")]
    [InlineData("""{ "pattern": "(a" }""", "/pattern: holds '(a', which is not a regular expression: a group is not closed with ')', at 3")]
    [InlineData("""{ "patternProperties": { "a/[": true } }""", "/patternProperties/a~1[: holds 'a/[', which is not a regular expression: '[' is not closed, at 3")]
    [InlineData("""{ "$ref": "#/$defs/a" }""", "/$ref: refers to '#/$defs/a', where there is no schema")]
    [InlineData("""{ "$ref": "https://example.com/a" }""", "/$ref: refers to 'https://example.com/a', which is not known: nothing is fetched; put that schema with its '$id' under '$defs'")]
    [InlineData("""{ "$schema": "https://example.com/dialect" }""", "/$schema: names the dialect 'https://example.com/dialect', which is not known: write https://json-schema.org/draft/2020-12/schema")]
    [InlineData("""{ "allOf": [{ "$ref": "#" }] }""", "/allOf/0: refers to itself for the same value, which never ends")]
    [InlineData("""{ "$defs": { "unused": { "minimum": "1" } } }""", "/$defs/unused/minimum: must be a number, found string (\"1\")")]
    [InlineData("""{ "$defs": { "a": { "$id": "x" }, "b": { "$id": "x" } } }""", "/$defs/b/$id: gives the address 'schema:///x' a second time")]
    public void A_wrong_schema_is_refused_with_its_path(string schema, string expected)
    {
        var problem = Assert.Single(Assert.Throws<SchemaException>(() => JsonSchema.Compile(JsonValue.Parse(schema))).Problems);

        Assert.Equal(expected, problem.ToString());
    }

    [Fact]
    public void All_problems_come_at_once()
    {
        var thrown = Assert.Throws<SchemaException>(() => JsonSchema.Compile(JsonValue.Parse("""{ "type": 1, "minimum": "a", "properties": { "b": 3 } }""")));

        Assert.Equal(["/type", "/minimum", "/properties/b"], thrown.Problems.Select(p => p.SchemaPath));
    }

    [Fact]
    public void A_known_document_is_referred_to_by_its_address()
    {
        var documents = new Dictionary<string, JsonValue> { ["https://example.com/money"] = JsonValue.Parse("""{ "$defs": { "amount": { "minimum": 0 } } }""") };

        var schema = JsonSchema.Compile(JsonValue.Parse("""{ "$ref": "https://example.com/money#/$defs/amount" }"""), new SchemaOptions { Documents = documents });

        Assert.Equal("https://example.com/money#/$defs/amount/minimum", Assert.Single(schema.Validate(-1)).SchemaPath);
    }

    [Fact]
    public void Every_meta_schema_is_valid_by_itself()
    {
        var meta = JsonSchema.Compile(JsonValue.Parse("""{ "$ref": "https://json-schema.org/draft/2020-12/schema" }"""));

        foreach (var document in Continuo.Workflows.Schemas.MetaSchemas.MetaSchema.Documents.Values)
        {
            Assert.Empty(meta.Validate(document));
        }
    }

    [Fact]
    public void A_schema_of_draft_7_keeps_its_lists_of_items()
    {
        var schema = JsonSchema.Compile(JsonValue.Parse(
            """{ "$schema": "http://json-schema.org/draft-07/schema#", "items": [{ "type": "string" }], "additionalItems": { "type": "number" } }"""));

        Assert.True(schema.IsValid(JsonValue.Parse("""["a", 1, 2]""")));
        Assert.False(schema.IsValid(JsonValue.Parse("""["a", "b"]""")));
    }
}
