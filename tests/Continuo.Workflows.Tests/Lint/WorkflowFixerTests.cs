using Continuo.Workflows.Documents;
using Continuo.Workflows.Lint;
using Continuo.Workflows.Lint.Fixes;
using Continuo.Workflows.Tests.Validation;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Lint;

public sealed class WorkflowFixerTests
{
    private const string Head = "document: { dsl: '1.0.3', namespace: a, name: b, version: '1.0.0' } # head\n";

    [Theory]
    [InlineData("do:\n  - a: { wait: PT1S, thn: end }", "do:\n  - a: { wait: PT1S, then: end }")]
    [InlineData("do:\n  - a: { wait: PT1S, \"thn\": end }", "do:\n  - a: { wait: PT1S, \"then\": end }")]
    [InlineData("do:\n  - a: { wait: 30s } # why", "do:\n  - a: { wait: PT30S } # why")]
    [InlineData("do:\n  - first: { wait: PT1S, then: secnd }\n  - second: { wait: PT1S }", "do:\n  - first: { wait: PT1S, then: second }\n  - second: { wait: PT1S }")]
    [InlineData("do:\n  - a: { if: true, wait: PT1S }", "do:\n  - a: { if: '${ true }', wait: PT1S }")]
    [InlineData("do:\n  - a:\n      set:\n        n: .name  # the name", "do:\n  - a:\n      set:\n        n: '${ .name }'  # the name")]
    [InlineData("do:\n  - a: { set: { n: \".name\" } }", "do:\n  - a: { set: { n: \"${ .name }\" } }")]
    [InlineData("use: { retries: { often: { limit: { attempt: { count: 2 } } } } }\ndo:\n  - a: { try: [{ b: { call: f } }], catch: { retry: ofen } }", "use: { retries: { often: { limit: { attempt: { count: 2 } } } } }\ndo:\n  - a: { try: [{ b: { call: f } }], catch: { retry: often } }")]
    [InlineData("do:\n  - a: { call: http, with: { method: get, endpoint: 'http://a', headers: { x: 1 }, outptu: raw } }", "do:\n  - a: { call: http, with: { method: get, endpoint: 'http://a', headers: { x: 1 }, output: raw } }")]
    [InlineData("do:\n  - a: { emit: { event: { with: { type: 5 } } } }", "do:\n  - a: { emit: { event: { with: { type: '5' } } } }")]
    public void What_has_one_remedy_is_mended(string wrong, string right)
    {
        var found = WorkflowFixer.Fix(Head + wrong, ExternalDocuments.None);

        Assert.Equal(Head + right, found.Text);
        Assert.Single(found.Mended);
        Assert.DoesNotContain(found.Left, d => d.Severity == Severity.Error);
    }

    [Theory]
    [InlineData("do:\n  - ab: { wait: PT1S, then: ac }\n  - ad: { wait: PT1S }")]
    [InlineData("do:\n  - a: { wait: soon }")]
    [InlineData("do:\n  - a: { set: { n: 1 }, wait: PT1S }")]
    [InlineData("do: [")]
    public void What_may_be_meant_in_several_ways_is_left_alone(string wrong)
    {
        var found = WorkflowFixer.Fix(Head + wrong, ExternalDocuments.None);

        Assert.Equal((Head + wrong, 0), (found.Text, found.Mended.Length));
        Assert.NotEmpty(found.Left);
    }

    [Fact]
    public void JSON_stays_JSON()
    {
        const string Wrong = """{"document":{"dsl":"1.0.3","namespace":"a","name":"b","version":"1.0.0"},"do":[{"a":{"if":true,"wiat":"PT1S"}},{"b":{"wait":"PT1S","thn":"end"}}]}""";

        var found = WorkflowFixer.Fix(Wrong, ExternalDocuments.None);

        Assert.Contains("""{"wait":"PT1S","then":"end"}""", found.Text, StringComparison.Ordinal);
        Assert.Contains("""{"if":"${ true }",""", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_fix_makes_a_document_worse() => Assert.All(BrokenDocumentTests.All().Where(document => document.Text.Length < 10_000), document =>
    {
        var found = WorkflowFixer.Fix(document.Text, ExternalDocuments.None);

        Assert.InRange(Errors(found.Left), 0, Errors(WorkflowLinter.Lint(document.Text)));
        Assert.Equal(document.Text.Split('\n').Length, found.Text.Split('\n').Length);
        Assert.Equal(document.Text.Count(c => c == '#'), found.Text.Count(c => c == '#'));
    });

    [Fact]
    public void A_change_is_shown_with_the_lines_around_it()
    {
        var before = string.Join('\n', Enumerable.Range(1, 30)) + "\n";

        var shown = TextDifference.Of(before, before.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal).Replace("\n25\n", "\nxxv\n", StringComparison.Ordinal), "a.yaml");

        Assert.Equal(
            "--- a.yaml\n+++ a.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -22,7 +22,7 @@\n 22\n 23\n 24\n-25\n+xxv\n 26\n 27\n 28\n",
            shown);
    }

    private static int Errors(IEnumerable<Diagnostic> diagnostics) => diagnostics.Count(d => d.Severity == Severity.Error);
}
