using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>What stands in other documents: the loader says what it needs, and is asked again with it.</summary>
public sealed class ExternalDocumentTests
{
    private const string Head = "document: {dsl: '1.0.3', namespace: t, name: n, version: '1.0.0'}\n";

    [Theory]
    [InlineData("https://a.example/f.yaml", "https://a.example/f.yaml")]
    [InlineData("./fn/f.yaml", "./fn/f.yaml")]
    [InlineData("f.yaml", "f.yaml")]
    [InlineData("file:///srv/f.yaml", "file:///srv/f.yaml")]
    [InlineData("a.example/f@v1", "https://a.example/f@v1")]
    [InlineData("github.com/o/r@v1.2.0", "https://raw.githubusercontent.com/o/r/v1.2.0/function.yaml")]
    [InlineData("github.com/o/r/fn/log@main", "https://raw.githubusercontent.com/o/r/main/fn/log/function.yaml")]
    [InlineData("gitlab.com/o/r/fn/log.yaml@v1", "https://gitlab.com/o/r/-/raw/v1/fn/log.yaml")]
    [InlineData("https://github.com/o/r/tree/main/fn/f.yaml", "https://raw.githubusercontent.com/o/r/refs/heads/main/fn/f.yaml")]
    [InlineData("https://github.com/o/r/blob/v1.0.0/f.yaml", "https://raw.githubusercontent.com/o/r/v1.0.0/f.yaml")]
    [InlineData("https://github.com/o/r/blob/0123456789012345678901234567890123456789/f.yaml", "https://raw.githubusercontent.com/o/r/0123456789012345678901234567890123456789/f.yaml")]
    [InlineData("https://gitlab.com/g/s/p/-/blob/main/f.yaml", "https://gitlab.com/g/s/p/-/raw/main/f.yaml")]
    [InlineData("https://gitlab.com/g/p/tree/main/f.yaml", "https://gitlab.com/g/p/-/raw/main/f.yaml")]
    [InlineData("log:1.0.0@default", "catalog://default/functions/log/1.0.0/function.yaml")]
    [InlineData("log:1.0.0@mine", "https://raw.githubusercontent.com/o/c/refs/heads/main/functions/log/1.0.0/function.yaml")]
    [InlineData("log:1.0.0@near", "cat/functions/log/1.0.0/function.yaml")]
    public void A_call_names_the_document_of_its_function(string call, string key)
    {
        var result = WorkflowLoader.Load(Head + $"use: {{catalogs: {{mine: {{endpoint: 'https://github.com/o/c/tree/main/'}}, near: {{endpoint: cat}}}}}}\ndo: [{{a: {{call: '{call}'}}}}]\n");

        Assert.Equal(key, Assert.Single(result.Missing).Key);
        Assert.Equal("3:17 CW0204 /do/0/a/call", Places(result));
        Assert.NotNull(WorkflowLoader.Load(Head + $"use: {{catalogs: {{mine: {{endpoint: 'https://github.com/o/c'}}, near: {{endpoint: cat}}}}}}\ndo: [{{a: {{call: '{call}'}}}}]\n", ExternalDocuments.None.With(key, "set: {a: 1}")).Definition);
    }

    [Theory]
    [InlineData("ftp://a/f.yaml")]
    [InlineData("http://u:p@a/f.yaml")]
    public void Addresses_that_are_none_are_refused(string call) =>
        Assert.Equal("2:17 CW0104 /do/0/a/call", Places(WorkflowLoader.Load(Head + $"do: [{{a: {{call: '{call}'}}}}]\n")));

    [Fact]
    public void A_function_elsewhere_is_read_and_may_need_more_relative_to_itself()
    {
        const string Text = Head + "do: [{a: {call: 'https://h/x/f.yaml'}}, {b: {call: 'fn/g.yaml'}}]\n";
        var known = ExternalDocuments.None
            .With("https://h/x/f.yaml", "call: ../g.yaml\n")
            .With("fn/g.yaml", "set: {a: 1}\ninput: {schema: {resource: {endpoint: s.json}}}\n");

        Assert.Equal(["fn/s.json", "https://h/g.yaml"], WorkflowLoader.Load(Text, known).Missing.Select(missing => missing.Key));
        var definition = WorkflowLoader.Load(Text, known.With("fn/s.json", "{\"type\":\"string\"}").With("https://h/g.yaml", "set: {b: 1}").With("unused", "x")).Definition!;

        Assert.Equal(["fn/g.yaml", "fn/s.json", "https://h/g.yaml", "https://h/x/f.yaml"], definition.Documents.Select(document => document.Key));
        Assert.Equal("/use/functions/https:~1~1h~1x~1f.yaml", ((DeclaredCallTask)definition.Root.Tasks[0]).Function.Body.Tasks[0].Pointer);
        Assert.NotNull(((DeclaredCallTask)definition.Root.Tasks[1]).Function.Body.Tasks[0].InputSchema);
    }

    [Fact]
    public void The_hash_covers_the_documents_and_nothing_else_of_them()
    {
        const string Text = Head + "do: [{a: {call: f.yaml}}]\n";
        static string Hash(string text, string function) => WorkflowLoader.Load(text, ExternalDocuments.None.With("f.yaml", function)).Definition!.Hash.Hex;

        Assert.Equal(Hash(Text, "set: {a: 1}"), Hash(Text + "# a comment\n", "set: {a: 1}"));
        Assert.NotEqual(Hash(Text, "set: {a: 1}"), Hash(Text, "set: {a: 2}"));
    }

    [Fact]
    public void Mistakes_elsewhere_are_told_at_the_place_that_leads_there_with_their_own()
    {
        var result = WorkflowLoader.Load(Head + "do: [{a: {call: f.yaml}}, {b: {set: {v: 1}, output: {schema: {resource: {endpoint: s.json}}}}}, {c: {call: g.yaml}}]\n",
            ExternalDocuments.None.With("f.yaml", "set: {a: '${ .x === }'}\nsett: 1\n").With("s.json", "{\"type\": 1}").With("g.yaml", "a: [\n"));

        Assert.Equal("2:17 CW0301 /do/0/a/call, 2:17 CW0101 /do/0/a/call, 2:84 CW0118 /do/1/b/output/schema/resource/endpoint, 2:108 CW0001 /do/2/c/call", Places(result));
        Assert.StartsWith("In 'f.yaml' at 2:1: The task 'f.yaml' has no property 'sett'", result.Diagnostics[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_cannot_be_had_is_told_with_the_reason_at_every_place_that_needs_it()
    {
        var result = WorkflowLoader.Load(Head + "do: [{a: {call: f.yaml}}, {b: {call: 'log:1@default'}}]\n", ExternalDocuments.None.Without("f.yaml", "gone.").Without("catalog://default/functions/log/1/function.yaml", "none."));

        Assert.Equal(["The document 'f.yaml' cannot be had: gone.", "The document 'catalog://default/functions/log/1/function.yaml' cannot be had: none."], result.Diagnostics.Select(d => d.Message));
        Assert.Empty(result.Missing);
    }

    [Fact]
    public void Documents_that_lead_to_each_other_are_read_once_and_only_so_deep()
    {
        var circle = WorkflowLoader.Load(Head + "do: [{a: {call: f.yaml}}]\n", ExternalDocuments.None.With("f.yaml", "call: g.yaml").With("g.yaml", "call: f.yaml"));
        Assert.NotNull(circle.Definition);

        var documents = ExternalDocuments.None;
        for (var i = 0; i < 8; i++)
        {
            documents = documents.With($"f{i}.yaml", $"call: f{i + 1}.yaml");
        }

        var deep = WorkflowLoader.Load(Head + "do: [{a: {call: f0.yaml}}]\n", documents);
        Assert.Empty(deep.Missing);
        Assert.Contains("more than 8 steps", Assert.Single(deep.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_may_be_a_part_of_a_document_and_refer_to_the_rest_of_it()
    {
        var definition = WorkflowLoader.Load(Head + "input: {schema: {resource: {name: n, endpoint: {uri: 's.yaml#/$defs/a'}}}}\ndo: []\n",
            ExternalDocuments.None.With("s.yaml", "$defs: {a: {properties: {n: {$ref: '#/$defs/b'}}}, b: {type: integer}}")).Definition!;

        Assert.Empty(definition.InputSchema!.Validate(JsonValue.Parse("{\"n\":1}")));
        Assert.Single(definition.InputSchema.Validate(JsonValue.Parse("{\"n\":\"x\"}")));
    }

    [Theory]
    [InlineData("{endpoint: '${ .x }'}", "2:39 CW0205")]
    [InlineData("{endpoint: 'http://a/{id}'}", "2:39 CW0205")]
    [InlineData("{uri: 'http://a/'}", "2:18 CW0102, 2:29 CW0101")]
    [InlineData("{endpoint: 'ftp://a/'}", "2:39 CW0104")]
    [InlineData("{endpoint: {uri: 1}}", "2:45 CW0103")]
    [InlineData("text", "2:28 CW0103")]
    public void A_resource_is_read_strictly(string resource, string places) =>
        Assert.Equal(places, string.Join(", ", WorkflowLoader.Load(Head + $"input: {{schema: {{resource: {resource}}}}}\ndo: []\n").Diagnostics.Select(d => $"{d.Position} {d.Code}")));

    [Fact]
    public void Authentication_and_secrets_of_a_resource_are_named()
    {
        var missing = Assert.Single(WorkflowLoader.Load(Head + "use: {secrets: [s], authentications: {a: {basic: {use: s}}}, catalogs: {c: {endpoint: {uri: 'http://c/', authentication: {use: a}}}}}\ndo: [{a: {call: 'f:1@c'}}]\n").Missing);

        Assert.Equal(new AuthenticationPolicy.FromSecret("basic", "s"), missing.Authentication);
        Assert.Equal(["s"], missing.Secrets);
    }

    private static string Places(LoadResult result) => string.Join(", ", result.Diagnostics.Select(d => $"{d.Position} {d.Code} {d.Pointer}"));
}
