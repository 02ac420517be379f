using Continuo.Testing;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

/// <summary>Short documents for tests: the head is always the same five lines, so tasks begin at line 7.</summary>
internal static class Sample
{
    private const string Head = """
        document:
          dsl: '1.0.3'
          namespace: tests
          name: sample
          version: '1.0.0'

        """;

    /// <summary>The head and the given top-level lines; the first of these is line 6.</summary>
    public static LoadResult Load(string rest) => WorkflowLoader.Load(Head + rest).Checked();

    public static WorkflowDefinition Definition(string rest)
    {
        var result = Load(rest);
        Assert.True(result.Definition is not null, string.Join('\n', result.Diagnostics.Select(d => d.Format("sample.yaml"))));
        return result.Definition;
    }

    /// <summary>The first task.</summary>
    public static T Task<T>(string rest)
        where T : TaskNode =>
        Assert.IsType<T>(Definition(rest).Root.Tasks[0]);

    /// <summary>The only diagnostic, which must have the code.</summary>
    public static Diagnostic Only(DiagnosticCode code, string rest)
    {
        var all = Load(rest).Diagnostics;
        var found = Assert.Single(all);
        Assert.Equal(code.Id, found.Code);
        return found;
    }

    public static void AssertNone(string rest) =>
        Assert.Equal("", string.Join('\n', Load(rest).Diagnostics.Select(d => d.Format("sample.yaml"))));
}
