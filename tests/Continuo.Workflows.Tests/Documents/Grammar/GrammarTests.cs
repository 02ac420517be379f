using Continuo.Testing;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Documents.Grammar;
using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Continuo.Workflows.Tests.Validation;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents.Grammar;

/// <summary>The grammar and the readers agree. Every definition that a test of another class loads is checked against the grammar as well.</summary>
public sealed class GrammarTests
{
    private static readonly string s_everything = File.ReadAllText(SharedSpec.Find("tests/Continuo.Workflows.Tests/Documents/Grammar/everything.yaml")!);

    [Fact]
    public void The_grammar_is_a_schema() =>
        Assert.Empty(JsonSchema.Compile(JsonObject.Of(("$ref", "https://json-schema.org/draft/2020-12/schema"))).Validate(WorkflowGrammar.Schema));

    [Fact]
    public void Every_keyword_that_the_readers_ask_for_is_in_the_grammar()
    {
        var missing = Texts().SelectMany(Asked).SelectMany(asked => asked.Names
            .Where(name => !Places.At(WorkflowGrammar.Schema, asked.Pointer).Any(place => place["properties"].AsObject?.ContainsKey(name) == true))
            .Select(name => $"{asked.Pointer}: {name}")).Distinct();

        // An 'until' inside an 'until' is asked for only to be refused.
        Assert.Equal(["/schedule/on/until: until"], missing.Where(line => !line.EndsWith("/to/until: until", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_keyword_of_the_grammar_is_asked_for_by_the_readers()
    {
        var asked = Texts().SelectMany(Asked).SelectMany(a => a.Names).Concat(["continuo", "data"]).ToHashSet();

        Assert.Equal("", string.Join(", ", Keywords(WorkflowGrammar.Schema).Where(keyword => !asked.Contains(keyword)).Distinct()));
    }

    [Fact]
    public void Every_keyword_has_a_description() =>
        Assert.All(Described(WorkflowGrammar.Schema), form => Assert.True(form.Value["description"].AsString is { Length: > 0 } || form.Value["$ref"].IsString, form.Key));

    [Fact]
    public void Valid_documents_are_right_by_the_grammar() =>
        Assert.All(Texts(), text => Load(text).Checked());

    [Fact]
    public void The_examples_of_the_language_are_right_by_the_grammar() =>
        Assert.All(SharedSpec.Files("examples"), file => SharedSpec.Load(file.Text).Checked());

    [Fact]
    public void The_invalid_examples_are_wrong_by_the_grammar() =>
        Assert.All(SharedSpec.Files("invalid").Where(file => file.Name != "listen-any-until-any-until.yaml"), file => Assert.False(IsRight(file.Text), file.Name));

    [Fact]
    public void Random_definitions_that_load_are_right_by_the_grammar() =>
        Definitions.Documents.Check(document => { WorkflowLoader.Load(JsonWriter.Write(document)).Checked(); }, iter: 500);

    [Fact]
    public void A_misspelt_keyword_that_the_loader_refuses_is_wrong_by_the_grammar()
    {
        var tried = 0;
        foreach (var text in Complete())
        {
            var document = Document(text);
            foreach (var (pointer, key) in Asked(text).Distinct().SelectMany(asked => asked.Keys.Select(key => (asked.Pointer, key))))
            {
                var changed = Places.Renamed(document, pointer, key, key + "x");
                if (WorkflowLoader.Load(JsonWriter.Write(changed)).Diagnostics.Any(d => d.Code is "CW0101" or "CW0102" or "CW0106" or "CW0401"))
                {
                    tried++;
                    Assert.False(GrammarChecker.Grammar.IsValid(changed), $"{pointer}/{key}x is right by the grammar");
                }
            }
        }

        Assert.InRange(tried, 500, int.MaxValue);
    }

    [Fact]
    public void Broken_forms_are_wrong_by_the_grammar()
    {
        // Which of them have a form that is wrong: the others refer to what is not there, or say something that no schema can know.
        string[] formal = ["CW0101", "CW0102", "CW0106", "CW0107", "CW0108", "CW0109", "CW0114"];
        var taken = BrokenDocumentTests.All()
            .Where(broken => broken.Expected.Any(line => formal.Contains(line.Split(' ')[0])) && !broken.Text.StartsWith("hello", StringComparison.Ordinal))
            .Where(broken => Parsed(broken.Text) is { } document && GrammarChecker.Grammar.IsValid(document))
            .Select(broken => broken.Title);

        Assert.Equal("", string.Join('\n', taken));
    }

    private static IEnumerable<string> Complete() =>
        [s_everything, .. Directory.EnumerateFiles(SharedSpec.Find("samples")!, "*.yaml", SearchOption.AllDirectories).Where(file => !file.EndsWith(".test.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static IEnumerable<string> Texts() =>
    [
        .. Complete(),
        .. BrokenDocumentTests.All().Where(broken => broken.Text.Length < 5_000 && broken.Expected.All(line => line[..4] is "CW05" or "CW03" && !line.StartsWith("CW0301", StringComparison.Ordinal))).Select(broken => broken.Text),
    ];

    private static LoadResult Load(string text)
    {
        var loaded = WorkflowLoader.Load(text);
        Assert.DoesNotContain(loaded.Diagnostics, d => d.Severity == Severity.Error && d.Code is not ("CW0302" or "CW0301"));
        return loaded;
    }

    private static bool IsRight(string text) => Parsed(text) is { } document && GrammarChecker.Grammar.IsValid(document);

    private static JsonValue Document(string text) => Parsed(text)!.Value;

    private static JsonValue? Parsed(string text) => ExternalReader.Parse(new LoadContext(text))?.Json;

    /// <summary>The objects that the readers looked at, and what they asked of them.</summary>
    private static IEnumerable<(string Pointer, IReadOnlyList<string> Names, IReadOnlyList<string> Keys)> Asked(string text)
    {
        var context = new LoadContext(text) { Asked = [] };
        if (ExternalReader.Parse(context) is { } root)
        {
            new WorkflowReader(context).Read(root);
        }

        return context.Asked.Select(asked => (asked.Map.Pointer, (IReadOnlyList<string>)[.. asked.Names.Distinct()], (IReadOnlyList<string>)[.. asked.Map.Members.Select(member => member.Key)]));
    }

    private static IEnumerable<string> Keywords(JsonValue schema) => Described(schema).Select(form => form.Key);

    private static IEnumerable<KeyValuePair<string, JsonValue>> Described(JsonValue schema)
    {
        if (schema.AsArray is { } items)
        {
            return items.SelectMany(Described);
        }

        return schema.AsObject is not { } rules ? [] : rules.SelectMany(rule => rule.Key switch
        {
            "properties" => rule.Value.Object.Concat(rule.Value.Object.SelectMany(property => Described(property.Value))),
            "if" or "then" => [],
            "$defs" => rule.Value.Object.SelectMany(definition => Described(definition.Value)),
            _ => Described(rule.Value),
        });
    }
}
