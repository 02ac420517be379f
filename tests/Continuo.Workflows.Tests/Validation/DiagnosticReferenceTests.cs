using System.Text;
using Continuo.Workflows.Tests.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Validation;

public sealed class DiagnosticReferenceTests
{
    [Fact]
    public void The_reference_says_what_the_table_says()
    {
        var path = SharedSpec.Find("docs/reference") + "/diagnostics.md";
        var expected = Render();
        if (Environment.GetEnvironmentVariable("CONTINUO_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Ids_are_unique_and_in_order()
    {
        var ids = DiagnosticCodes.All.Select(c => c.Id).ToList();

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^CW[0-9]{4}$", id));
    }

    [Fact]
    public void The_table_holds_every_code_that_the_class_declares()
    {
        var declared = typeof(DiagnosticCodes).GetProperties().Where(p => p.PropertyType == typeof(DiagnosticCode)).Select(p => ((DiagnosticCode)p.GetValue(null)!).Id);

        Assert.Equal(declared, DiagnosticCodes.All.Select(c => c.Id).Where(id => !id.StartsWith("CW10", StringComparison.Ordinal)));
    }

    private static string Render()
    {
        var text = new StringBuilder();
        text.Append("# Diagnostics\n\n");
        text.Append("What loading a workflow can report, and `continuo workflow lint` beyond it (CW05xx). Each has a code that does not change. An error refuses the document; a warning does not, unless it is deployed with `--strict`.\n\n");
        text.Append("This page is written from `DiagnosticCodes`; a test compares them. To write it anew, run the tests of Continuo.Workflows with `CONTINUO_WRITE_DOCS=1`.\n");
        foreach (var (prefix, title) in (IEnumerable<(string, string)>)
            [("CW00", "The text"), ("CW01", "The form of the document"), ("CW02", "References"), ("CW03", "Expressions"), ("CW04", "Extensions of Continuo"), ("CW05", "What is probably not meant"), ("CW10", "Features that are not executed")])
        {
            text.Append($"\n## {title}\n\n| Code | | What | When, and what to do |\n|---|---|---|---|\n");
            foreach (var code in DiagnosticCodes.All.Where(c => c.Id.StartsWith(prefix, StringComparison.Ordinal)))
            {
                text.Append($"| {code.Id} | {(code.Severity == Severity.Error ? "error" : "warning")} | {code.Title} | {code.Explanation} |\n");
            }
        }

        return text.ToString();
    }
}
