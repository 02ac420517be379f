using Continuo.Testing;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Continuo.Workflows.Tests.Expressions;
using CsCheck;
using Xunit;

namespace Continuo.Workflows.Tests.Schemas;

/// <summary>Random schemas neither crash nor hang: they are refused, or they judge. <c>CONTINUO_FUZZ_SECONDS=200</c> makes it a long run over new ones.</summary>
public sealed class SchemaFuzzTests
{
    private static readonly string[] s_schemaful = ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedProperties", "unevaluatedItems"];
    private static readonly string[] s_listing = ["allOf", "anyOf", "oneOf", "prefixItems"];
    private static readonly string[] s_mapping = ["properties", "patternProperties", "$defs", "dependentSchemas"];
    private static readonly string[] s_counting = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minContains", "maxContains"];

    private static readonly Gen<JsonValue> s_schemas = Gen.Recursive<JsonValue>((depth, inner) => depth > 3
        ? Gen.OneOf(Gen.Bool.Select(value => (JsonValue)value), Gen.Const((JsonValue)JsonObject.Empty))
        : Gen.Frequency((1, Gen.Bool.Select(value => (JsonValue)value)), (8, Rule(inner).Array[0, 4].Select(Object))));

    [Fact]
    public void Random_schemas_are_refused_or_judge() => Gen.Select(s_schemas, JqPrograms.Values).Check(
        (schema, value) =>
        {
            if (Compile(schema) is { } compiled)
            {
                Assert.Equal(compiled.IsValid(value), compiled.Validate(value).IsEmpty);
            }
        },
        iter: 3_000);

    [Fact]
    public void A_schema_and_its_opposite_never_agree() => Gen.Select(s_schemas, JqPrograms.Values).Check(
        (schema, value) =>
        {
            // References and ids are of the place they stand at; within another schema they mean something else.
            if (!schema.ToString().Contains("\"$", StringComparison.Ordinal) && Compile(schema) is { } compiled && Compile(JsonObject.Of(("not", schema))) is { } opposite)
            {
                Assert.NotEqual(compiled.IsValid(value), opposite.IsValid(value));
            }
        },
        iter: 1_000);

    [Fact]
    public void Any_value_is_refused_or_a_schema() => JqPrograms.Values.Check(schema => { Compile(schema)?.Validate(1); }, iter: 2_000);

    private static JsonSchema? Compile(JsonValue schema)
    {
        try
        {
            return JsonSchema.Compile(schema);
        }
        catch (SchemaException refused)
        {
            Assert.NotEmpty(refused.Problems);
            return null;
        }
    }

    private static Gen<(string, JsonValue)> Rule(Gen<JsonValue> inner) => Gen.OneOf(
        Gen.Select(JqPrograms.Pick(s_schemaful), inner, (name, schema) => (name, schema)),
        Gen.Select(JqPrograms.Pick(s_listing), inner.Array[1, 3], (name, schemas) => (name, (JsonValue)JsonArray.Own(schemas))),
        Gen.Select(JqPrograms.Pick(s_mapping), JqPrograms.Pick("a", "b", "^a", "[", "(a+)+$"), inner, (name, key, schema) => (name, (JsonValue)JsonObject.Of((key, schema)))),
        Gen.Select(JqPrograms.Pick(s_counting), Gen.Int[-1, 4], (name, count) => (name, (JsonValue)count)),
        JqPrograms.Pick("string", "number", "integer", "object", "array", "null", "boolean", "strng").Select(type => ("type", (JsonValue)type)),
        JqPrograms.Pick("#", "#/$defs/a", "#/properties/a", "#/nowhere", "#a", "other.json", "http://a/b", "#/$defs/%61").Select(reference => ("$ref", (JsonValue)reference)),
        JqPrograms.Pick("#a", "#").Select(reference => ("$dynamicRef", (JsonValue)reference)),
        JqPrograms.Pick("a", "1a").Select(anchor => ("$anchor", (JsonValue)anchor)),
        JqPrograms.Pick("a", "b").Select(anchor => ("$dynamicAnchor", (JsonValue)anchor)),
        JqPrograms.Pick("http://a/b", "b", "#x").Select(id => ("$id", (JsonValue)id)),
        JqPrograms.Pick("^a+$", "(a|a)*b", "\\p{L}", "[", "(?<n>a)\\k<n>", "\\u{1F600}").Select(pattern => ("pattern", (JsonValue)pattern)),
        JqPrograms.Pick("date", "uri", "email", "regex", "nothing").Select(format => ("format", (JsonValue)format)),
        JqPrograms.Values.Select(value => ("const", value)),
        JqPrograms.Values.Array[0, 3].Select(values => ("enum", (JsonValue)JsonArray.Own(values))),
        JqPrograms.Values.Select(value => ("required", value)));

    private static JsonValue Object((string Key, JsonValue Value)[] members)
    {
        var builder = new JsonObject.Builder();
        foreach (var (key, value) in members)
        {
            builder.Set(key, value);
        }

        return builder.Build();
    }
}
