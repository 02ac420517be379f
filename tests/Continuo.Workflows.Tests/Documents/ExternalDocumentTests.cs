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
    [InlineData("{$ref: 's/order.yaml'}", "s/order.yaml")]
    [InlineData("{$ref: '../s/order.yaml#/properties/id'}", "../s/order.yaml")]
    [InlineData("{$ref: './order.yaml#id'}", "order.yaml")]
    [InlineData("{$ref: '/srv/order.yaml'}", "/srv/order.yaml")]
    [InlineData("{$ref: 'https://h/order.json'}", "https://h/order.json")]
    [InlineData("{$id: 'https://h/x/y.json', properties: {a: {$ref: 'order.json'}}}", "https://h/x/order.json")]
    [InlineData("{$defs: {o: {allOf: [{$ref: 'order.json#/$defs/x'}]}}, $ref: '#/$defs/o'}", "order.json")]
    public void A_schema_names_documents_elsewhere(string schema, string key)
    {
        var text = Head + $"input: {{schema: {{document: {schema}}}}}\ndo: []\n";
        var missing = WorkflowLoader.Load(text);

        Assert.Equal([key], missing.Missing.Select(one => one.Key));
        Assert.All(missing.Diagnostics, diagnostic => Assert.Equal("CW0204", diagnostic.Code));
        var loaded = WorkflowLoader.Load(text, ExternalDocuments.None.With(key, "{$anchor: id, type: string, properties: {id: {type: string}}, $defs: {x: {type: string}}}"));
        Assert.Equal([key], loaded.Definition!.Documents.Select(document => document.Key));
        Assert.NotEqual(loaded.Definition.Hash, WorkflowLoader.Load(text, ExternalDocuments.None.With(key, "{$anchor: id, properties: {id: {type: integer}}, $defs: {x: {}}}")).Definition!.Hash);
    }

    [Fact]
    public void Schemas_elsewhere_may_refer_to_each_other_in_a_circle_and_to_parts_of_other_documents()
    {
        var definition = WorkflowLoader.Load(Head + "input: {schema: {resource: {endpoint: s/tree.yaml}}}\ndo: []\n", ExternalDocuments.None
            .With("s/tree.yaml", "{properties: {leaf: {$ref: leaf.yaml}, pet: {$ref: '../api.yaml#/components/schemas/Pet'}}}")
            .With("s/leaf.yaml", "{type: object, properties: {tree: {$ref: tree.yaml}, n: {type: integer}}}")
            .With("s/../api.yaml", "{openapi: 3.1.0}")
            .With("api.yaml", "{components: {schemas: {Pet: {properties: {tag: {$ref: 'tag.yaml'}}}}}}")
            .With("tag.yaml", "{type: string}")).Definition!;

        Assert.Empty(definition.InputSchema!.Validate(JsonValue.Parse("""{"leaf":{"tree":{"leaf":{"n":1}}},"pet":{"tag":"x"}}""")));
        Assert.Single(definition.InputSchema.Validate(JsonValue.Parse("""{"leaf":{"tree":{"leaf":{"n":"x"}}}}""")));
        Assert.Single(definition.InputSchema.Validate(JsonValue.Parse("""{"pet":{"tag":1}}""")));
    }

    [Fact]
    public void What_a_schema_cannot_have_is_told_where_it_refers_to_it()
    {
        var result = WorkflowLoader.Load(
            Head + "input: {schema: {document: {properties: {a: {$ref: a.json}, b: {$ref: 'urn:x:b'}, c: {$ref: 'https://h/c.json'}}}}}\ndo: []\n",
            ExternalDocuments.None.Without("a.json", "gone.").With("https://h/c.json", "{$ref: 'file:///etc/passwd'}"));

        Assert.Equal("CW0204 /input/schema/document/properties/a/$ref, CW0118 /input/schema/document/properties/b/$ref, CW0204 /input/schema/document", string.Join(", ", result.Diagnostics.OrderBy(d => d.Message.Contains("passwd", StringComparison.Ordinal)).Select(d => $"{d.Code} {d.Pointer}")));
    }

    [Theory]
    [InlineData("call: openapi, with: {operationId: o, document: {endpoint: 'http://h/a/api.yaml'}}", "openapi: 3.1.0\npaths: {$ref: 'parts/p.yaml#/x'}\nexample: {$ref: no.yaml}\n", "http://h/a/parts/p.yaml")]
    [InlineData("call: asyncapi, with: {channel: c, message: {payload: 1}, document: {endpoint: 'http://h/a/api.yaml'}}", "asyncapi: 3.0.0\nchannels: {c: {$ref: '/p.yaml'}}\n", "http://h/p.yaml")]
    [InlineData("call: grpc, with: {method: m, service: {name: s, host: h}, proto: {endpoint: 'http://h/a/api.yaml'}}", "import \"google/protobuf/any.proto\";\nimport public \"b/c.proto\";\n", "http://h/a/b/c.proto")]
    [InlineData("call: a2a, with: {method: tasks/list, agentCard: {endpoint: {uri: 'http://h/a/api.yaml'}}}", "{}", null)]
    [InlineData("run: {script: {language: js, source: {endpoint: 'http://h/a/api.yaml'}}}", "1", null)]
    public void The_documents_of_calls_and_what_they_refer_to_belong_to_the_definition(string task, string text, string? part)
    {
        const string Key = "http://h/a/api.yaml";
        var source = Head + $"do: [{{a: {{{task}}}}}]\n";
        var alone = WorkflowLoader.Load(source);
        Assert.NotNull(alone.Definition);
        Assert.Empty(alone.Diagnostics);
        Assert.True(Assert.Single(alone.Missing) is { Key: Key, IsOfCall: true });

        var documents = ExternalDocuments.None.With(Key, text);
        if (part is not null)
        {
            Assert.Equal(part, Assert.Single(WorkflowLoader.Load(source, documents).Missing).Key);
            documents = documents.With(part, "{}");
        }

        var definition = WorkflowLoader.Load(source, documents).Definition!;
        Assert.Equal(new[] { Key, part }.OfType<string>().Order(StringComparer.Ordinal), definition.Documents.Select(document => document.Key));
        var endpoint = definition.Root.Tasks[0] is RunProcessTask run ? run.Source! : ((ProtocolCallTask)definition.Root.Tasks[0]).Endpoints[^1];
        Assert.Equal(Key, endpoint.Document);
        Assert.Equal(definition.Hash, WorkflowLoader.Load(source, ExternalDocuments.Of(definition.Documents)).Definition!.Hash);
        Assert.NotEqual(definition.Hash, WorkflowLoader.Load(source, documents.With(Key, text + " ")).Definition!.Hash);
    }

    [Theory]
    [InlineData("'${ .x }'")]
    [InlineData("'http://h/{x}'")]
    [InlineData("{uri: 'http://h/x', authentication: {bearer: {token: '${ .token }'}}}")]
    public void What_only_an_instance_can_name_is_not_asked_for_before(string endpoint)
    {
        var loaded = WorkflowLoader.Load(Head + $"do: [{{a: {{call: openapi, with: {{operationId: o, document: {{endpoint: {endpoint}}}}}}}}}]\n");

        Assert.Empty(loaded.Missing);
        Assert.Equal(DocumentForm.References, ((ProtocolCallTask)loaded.Definition!.Root.Tasks[0]).Endpoints[^1].Computed);
    }

    [Fact]
    public void A_call_without_its_document_is_refused_or_looks_for_it_itself_as_the_host_says()
    {
        const string Text = Head + "do: [{a: {call: openapi, with: {operationId: o, document: {endpoint: api.json}}}}]\n";
        var documents = ExternalDocuments.None.Without("api.json", "gone.");
        var lenient = WorkflowLoader.Load(Text, documents with { CallsMayFetch = true });

        Assert.Equal("2:70 CW0204 /do/0/a/with/document/endpoint", Places(WorkflowLoader.Load(Text, documents)));
        Assert.Equal(Severity.Warning, Assert.Single(lenient.Diagnostics).Severity);
        Assert.Null(((ProtocolCallTask)lenient.Definition!.Root.Tasks[0]).Endpoints[^1].Document);
    }

    [Fact]
    public void A_proto_looks_for_its_imports_beside_itself_and_then_around()
    {
        const string Text = Head + "do: [{a: {call: grpc, with: {method: m, service: {name: s, host: h}, proto: {endpoint: 'file://app/api/greet.proto'}}}}]\n";
        var first = ExternalDocuments.None.With("app/api/greet.proto", "import \"types/t.proto\";");
        Assert.Equal("app/api/types/t.proto", Assert.Single(WorkflowLoader.Load(Text, first).Missing).Key);
        var second = first.Without("app/api/types/t.proto", "gone.");
        Assert.Equal("app/types/t.proto", Assert.Single(WorkflowLoader.Load(Text, second).Missing).Key);

        var definition = WorkflowLoader.Load(Text, second.With("app/types/t.proto", "")).Definition!;

        Assert.Equal(["app/api/greet.proto", "app/types/t.proto"], definition.Documents.Select(document => document.Key));
        Assert.Equal(definition.Hash, WorkflowLoader.Load(Text, ExternalDocuments.Of(definition.Documents)).Definition!.Hash);
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
