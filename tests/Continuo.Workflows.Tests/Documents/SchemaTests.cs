using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class SchemaTests
{
    [Fact]
    public void Schemas_of_the_workflow_and_of_tasks_are_compiled()
    {
        var definition = Sample.Definition(
            """
            input: {schema: {document: {type: object}}}
            output: {schema: {format: json, document: {type: string}}}
            do:
              - a: {set: {n: 1}, input: {schema: {document: true}}, output: {schema: {document: {}}}, export: {as: ., schema: {format: 'json:2020-12', document: {type: number}}}}
            """);

        var task = definition.Root.Tasks[0];
        Assert.Empty(definition.Unsupported);
        Assert.True(definition.InputSchema!.IsValid(JsonValue.EmptyObject));
        Assert.True(definition.OutputSchema!.IsValid("text"));
        Assert.NotNull(task.InputSchema);
        Assert.NotNull(task.OutputSchema);
        Assert.False(task.ExportSchema!.IsValid("text"));
    }

    [Fact]
    public void A_schema_of_another_format_is_not_executed()
    {
        var unsupported = Assert.Single(Sample.Definition("input: {schema: {format: avro, document: {}}}\ndo: []\n").Unsupported);

        Assert.Equal(("CW1012", true, "/input/schema"), (unsupported.Code, unsupported.BlocksStart, unsupported.Pointer));
    }

    [Theory]
    [InlineData("{document: {type: text}}", "CW0118", "/input/schema/document/type", "The schema's '/type' must be null, boolean")]
    [InlineData("{document: {properties: {a: {minimum: x}}}}", "CW0118", "/input/schema/document/properties/a/minimum", "must be a number, found string")]
    [InlineData("{document: {allOf: [{$ref: '#/$defs/none'}]}}", "CW0118", "/input/schema/document/allOf/0/$ref", "where there is no schema")]
    [InlineData("{document: text}", "CW0118", "/input/schema/document", "The schema must be a schema")]
    [InlineData("{format: json}", "CW0102", "/input/schema", "needs one of document, resource")]
    [InlineData("{document: {}, resource: {endpoint: 'https://a/b'}}", "CW0105", "/input/schema/resource", "only one of")]
    [InlineData("{document: {}, docs: {}}", "CW0101", "/input/schema/docs", "no property 'docs'")]
    public void A_wrong_schema_is_refused_with_its_position(string schema, string code, string pointer, string message)
    {
        var result = Sample.Load($"input: {{schema: {schema}}}\ndo: []\n");

        var found = Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal((code, pointer), (found.Code, found.Pointer));
        Assert.Contains(message, found.Message, StringComparison.Ordinal);
        Assert.Null(result.Definition);
    }

    [Fact]
    public void All_that_is_wrong_with_a_schema_is_said()
    {
        var result = Sample.Load("input:\n  schema:\n    document:\n      type: text\n      required: id\ndo: []\n");

        Assert.Equal(["type", "required"], result.Diagnostics.Select(d => d.Pointer.Split('/')[^1]));
        Assert.Equal(1, result.Diagnostics[1].Position.Line - result.Diagnostics[0].Position.Line);
    }
}
