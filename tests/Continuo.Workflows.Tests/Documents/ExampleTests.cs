using Continuo.Workflows.Documents;
using Continuo.Workflows.Validation;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class ExampleTests
{
    [Fact]
    public void Every_example_of_the_language_loads_without_an_error()
    {
        var files = SharedSpec.Files("examples").ToList();

        var errors = files.SelectMany(f => SharedSpec.Load(f.Text).Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Format(f.Name)));

        Assert.Equal(68, files.Count);
        Assert.Equal("", string.Join('\n', errors));
    }

    [Fact]
    public void Examples_warn_only_of_what_is_not_executed_or_known_to_be_odd()
    {
        var odd = SharedSpec.Files("examples")
            .SelectMany(f => SharedSpec.Load(f.Text).Diagnostics.Select(d => (f.Name, d)))
            .Where(x => !x.d.Code.StartsWith("CW10", StringComparison.Ordinal))
            .Select(x => $"{x.Name}:{x.d.Position} {x.d.Code}");

        Assert.Equal(
            ["conditional-task.yaml:21:21 CW0305", "conditional-task.yaml:22:16 CW0305", "run-subflow.yaml:14:23 CW0305", "schedule-event-driven.yaml:7:3 CW0308", "try-catch-then.yaml:30:24 CW0305"],
            odd);
    }

    [Theory]
    [InlineData("extra-property-in-call.yaml", "CW0101", "no property 'foo'")]
    [InlineData("listen-any-until-any-until.yaml", "CW0105", "'until' cannot have an 'until' of its own")]
    [InlineData("two-tasks-in-one-item.yaml", "CW0109", "'getPet' and 'setMessage'")]
    public void Invalid_examples_are_refused_with_the_reason(string file, string code, string reason)
    {
        var text = File.ReadAllText(Path.Combine(SharedSpec.Folder("invalid"), file));

        var result = WorkflowLoader.Load(text);

        Assert.Null(result.Definition);
        Assert.Contains(result.Diagnostics, d => d.Code == code && d.Message.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_workflow_of_the_conformance_features_loads()
    {
        var errors = new List<string>();
        foreach (var (name, text) in SharedSpec.Files("ctk-features", "*.feature"))
        {
            foreach (var (line, definition) in Definitions(text))
            {
                errors.AddRange(WorkflowLoader.Load(definition).Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Format($"{name}+{line}")));
            }
        }

        Assert.Equal("", string.Join('\n', errors));
    }

    private static IEnumerable<(int Line, string Text)> Definitions(string feature)
    {
        var lines = feature.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Contains("a workflow with definition:", StringComparison.Ordinal))
            {
                var body = lines.Skip(i + 2).TakeWhile(l => l.Trim() != "\"\"\"").ToList();
                var indent = body[0].Length - body[0].TrimStart().Length;
                yield return (i + 2, string.Join('\n', body.Select(l => l.Length < indent ? "" : l[indent..])));
            }
        }
    }
}
