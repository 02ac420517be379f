using Continuo.Testing;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Lint;
using Continuo.Workflows.Lint.Fixes;
using Continuo.Workflows.Tests.Validation;
using CsCheck;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>Laws of the loader over random documents. <c>CONTINUO_FUZZ_SECONDS=200</c> makes each a long run over new ones.</summary>
public sealed class DocumentLawTests
{
    [Fact]
    public void What_is_printed_is_read_again_as_the_same()
    {
        var valid = 0;
        Definitions.Documents.Check(
            document =>
            {
                var text = JsonWriter.Write(document, indented: true);
                var first = WorkflowLoader.Load(text);
                if (first.Definition is not { } definition)
                {
                    return;
                }

                valid++;
                Assert.Equal(document, definition.Document);
                var printed = WorkflowLoader.Load(JsonWriter.Write(definition.Document)).Definition!;
                Assert.Equal(definition.Hash, printed.Hash);
                Assert.Equal(definition.Nodes.Select(node => node.Pointer), printed.Nodes.Select(node => node.Pointer));
            },
            iter: 1_000);

        Assert.InRange(valid, 300, int.MaxValue);
    }

    [Fact]
    public void JSON_is_the_same_document_as_YAML() => Definitions.Documents.Check(
        document =>
        {
            // A comment first makes it YAML.
            var text = JsonWriter.Write(document, indented: true);
            var (json, yaml) = (WorkflowLoader.Load(text), WorkflowLoader.Load("# YAML\n" + text));

            Assert.Equal(json.Definition?.Hash, yaml.Definition?.Hash);
            Assert.Equal(json.Diagnostics.Select(d => (d.Code, d.Pointer, d.Position.Line + 1)), yaml.Diagnostics.Select(d => (d.Code, d.Pointer, d.Position.Line)));
        },
        iter: 500);

    [Fact]
    public void Linting_and_mending_never_throw() => Definitions.Documents.Check(
        document =>
        {
            var text = JsonWriter.Write(document, indented: true);
            var found = WorkflowFixer.Fix(text, ExternalDocuments.None);

            Assert.Equal(WorkflowLinter.Lint(found.Text), found.Left);
        },
        iter: 300);

    [Fact]
    public void Linting_and_mending_never_throw_on_broken_documents_with_pieces_changed()
    {
        var texts = BrokenDocumentTests.All().Select(document => document.Text).Where(text => text.Length < 2_000).ToArray();
        var edit = Gen.Select(Gen.Int[0, 500], Gen.Int[0, 10], Gen.Char["\n :-{}[]'\"|&*$.ae5"]);
        Gen.Select(Gen.Int[0, texts.Length - 1], edit.Array[1, 3]).Check(
            (index, edits) =>
            {
                var text = edits.Aggregate(texts[index], (known, change) =>
                {
                    var at = Math.Min(change.Item1, known.Length);
                    return known[..at] + change.Item3 + known[Math.Min(at + change.Item2, known.Length)..];
                });

                WorkflowLinter.Lint(text);
                WorkflowFixer.Fix(text, ExternalDocuments.None);
            },
            iter: 600);
    }
}
