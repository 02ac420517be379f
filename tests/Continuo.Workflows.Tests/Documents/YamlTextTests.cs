using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>The text itself: YAML 1.2 and JSON, before the meaning of any property.</summary>
public sealed class YamlTextTests
{
    [Theory]
    [InlineData("yes", "\"yes\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("true", "true")]
    [InlineData("False", "false")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("12", "12")]
    [InlineData("-012", "-12")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("017", "17")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("1.0.3", "\"1.0.3\"")]
    [InlineData("+1.50", "1.50")]
    [InlineData(".5", "0.5")]
    [InlineData("1.", "1")]
    [InlineData("1e3", "1E+3")]
    [InlineData("100000000000000000000001", "100000000000000000000001")]
    [InlineData("-.inf", "-1.7976931348623157e+308")]
    [InlineData(".nan", "null")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("!!int '12'", "12")]
    [InlineData("! 12", "\"12\"")]
    public void Scalars_have_the_meaning_of_the_core_schema(string yaml, string json)
    {
        var set = Sample.Task<SetTask>($"do:\n  - a:\n      set:\n        v: {yaml}\n");

        Assert.Equal($"{{\"v\":{json}}}", set.Definition["set"].ToString());
    }

    [Fact]
    public void Keys_are_texts_whatever_they_look_like()
    {
        var set = Sample.Task<SetTask>("do:\n  - a:\n      set: {1: a, true: b, on: c, ~: d}\n");

        Assert.Equal("""{"1":"a","true":"b","on":"c","~":"d"}""", set.Definition["set"].ToString());
    }

    [Fact]
    public void Aliases_give_the_value_of_their_anchor_again()
    {
        var definition = Sample.Definition("""
            do:
              - a:
                  set: &data
                    n: 1
              - b:
                  set: *data
            """);

        Assert.Equal("""{"n":1}""", definition.Root.Tasks[1].Definition["set"].ToString());
        Assert.Equal("/do/1/b", definition.Root.Tasks[1].Pointer);
    }

    [Fact]
    public void An_alias_of_nothing_is_reported_with_a_suggestion()
    {
        var found = Sample.Only(DiagnosticCodes.Alias, "do:\n  - a:\n      set: &data\n        v: 1\n  - b:\n      set: *dat\n");

        Assert.Equal("Did you mean 'data'?", found.Remedy);
        Assert.Equal("11:12", found.Position.ToString());
    }

    [Fact]
    public void Aliases_that_unfold_to_millions_of_values_are_refused()
    {
        var lines = new List<string> { "do:", "  - a:", "      set:", "        l0: &l0 [x, x, x, x, x, x, x, x, x, x]" };
        for (var i = 1; i < 9; i++)
        {
            lines.Add($"        l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 10))}]");
        }

        var result = Sample.Load(string.Join('\n', lines));

        Assert.Null(result.Definition);
        Assert.Contains(result.Diagnostics, d => d.Code == DiagnosticCodes.Alias.Id);
    }

    [Fact]
    public void A_merge_key_is_not_part_of_the_language()
    {
        var found = Sample.Only(DiagnosticCodes.MergeKey, "do:\n  - a:\n      set: &data\n        n: 1\n  - b:\n      set:\n        <<: *data\n        m: 2\n");

        Assert.Equal("12:9", found.Position.ToString());
    }

    [Fact]
    public void A_key_given_twice_is_reported_with_both_places()
    {
        var found = Sample.Only(DiagnosticCodes.DuplicateKey, "do:\n  - a:\n      set:\n        n: 1\n        n: 2\n");

        Assert.Equal("10:9", found.Position.ToString());
        Assert.Contains("9:9", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_document_is_reported() =>
        Assert.Equal("10:1", Sample.Only(DiagnosticCodes.SeveralDocuments, "do:\n  - a:\n      set:\n        n: 1\n---\nb: 1\n").Position.ToString());

    [Fact]
    public void A_list_as_key_is_reported() =>
        Assert.Equal("8:13", Sample.Only(DiagnosticCodes.KeyNotText, "do:\n  - a:\n      set: {[1, 2]: 3, b: 1}\n").Position.ToString());

    [Fact]
    public void An_unknown_tag_is_reported() =>
        Sample.Only(DiagnosticCodes.Tag, "do:\n  - a:\n      set:\n        n: !!binary aGk=\n");

    [Fact]
    public void A_tab_as_indentation_is_explained()
    {
        var found = Assert.Single(Sample.Load("do:\n\t- a:\n\t    set: {n: 1}\n").Diagnostics);

        Assert.Equal(DiagnosticCodes.Syntax.Id, found.Code);
        Assert.Equal(7, found.Position.Line);
        Assert.Contains("no tabs", found.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("do: [")]
    [InlineData("do: \"open")]
    [InlineData("do: }\n")]
    [InlineData("  do:\n - x\n")]
    [InlineData("do: @x\n")]
    [InlineData("do: !<\n")]
    public void Broken_text_is_one_diagnostic_with_a_position(string rest)
    {
        var found = Assert.Single(Sample.Load(rest).Diagnostics);

        Assert.Equal(DiagnosticCodes.Syntax.Id, found.Code);
        Assert.InRange(found.Position.Line, 5, 8);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n...\n")]
    public void An_empty_text_is_said_to_be_empty(string text) =>
        Assert.Contains(WorkflowLoader.Load(text).Diagnostics, d => d.Code == DiagnosticCodes.Empty.Id || d.Code == DiagnosticCodes.WrongType.Id);

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text() =>
        Assert.NotNull(WorkflowLoader.Load("\uFEFF" + Sample.Definition("do: []\n").Source).Definition);

    [Fact]
    public void JSON_is_read_with_tabs_long_keys_and_surrogate_pairs()
    {
        var key = new string('k', 2000);

        var result = WorkflowLoader.Load("""
            {
            	"document": {"dsl": "1.0.3", "namespace": "a", "name": "b", "version": "1.0.0"},
            	"do": [{"t": {"set": {"KEY": "\ud83d\ude00\/", "n": 1.50}}}]
            }
            """.Replace("KEY", key, StringComparison.Ordinal));

        Assert.Empty(result.Diagnostics);
        var set = result.Definition!.Root.Tasks[0].Definition["set"];
        Assert.Equal("😀/", set[key].String);
        Assert.Equal("1.50", set["n"].Literal);
    }

    [Fact]
    public void Mistakes_in_JSON_have_their_position()
    {
        var result = WorkflowLoader.Load("{\"document\": {\"dsl\": \"1.0.3\", \"namespace\": \"a\", \"name\": \"b\", \"version\": \"1.0.0\"},\n \"do\": [{\"é\": {\"sett\": {}, \"sett\": 1}}]}");

        Assert.Equal(["2:28 CW0002", "2:10 CW0106"], result.Diagnostics.OrderBy(d => d.Code).Select(d => $"{d.Position} {d.Code}"));
    }

    [Fact]
    public void Broken_JSON_is_one_diagnostic()
    {
        var found = Assert.Single(WorkflowLoader.Load("{\"document\": {},\n \"do\": [}").Diagnostics);

        Assert.Equal(DiagnosticCodes.Syntax.Id, found.Code);
        Assert.Equal(2, found.Position.Line);
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        var result = Sample.Load("do:\n  - a:\n      set:\n        v: " + new string('[', 1000) + new string(']', 1000));

        Assert.Equal(DiagnosticCodes.TooDeep.Id, Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void Text_has_a_limit() =>
        Assert.Equal(DiagnosticCodes.TooLarge.Id, Assert.Single(WorkflowLoader.Load(new string('a', (1 << 20) + 1)).Diagnostics).Code);

    [Fact]
    public void The_document_is_kept_as_data_in_its_order()
    {
        var definition = Sample.Definition("do:\n  - b:\n      set: {z: 1, a: 2}\n");

        Assert.Equal("""{"document":{"dsl":"1.0.3","namespace":"tests","name":"sample","version":"1.0.0"},"do":[{"b":{"set":{"z":1,"a":2}}}]}""", definition.Document.ToString());
        Assert.Equal(JsonKind.Object, definition.Document.Kind);
    }
}
