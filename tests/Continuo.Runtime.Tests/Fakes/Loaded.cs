using Continuo.Workflows.Documents;
using Xunit;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>A workflow of the namespace t, loaded from text.</summary>
internal sealed class Loaded
{
    public Loaded(string version, string name = "child", string tasks = "  - one:\n      set:\n        a: 1")
    {
        var result = WorkflowLoader.Load($"document:\n  dsl: 1.0.3\n  namespace: t\n  name: {name}\n  version: {version}\ndo:\n{tasks}\n");
        Assert.True(result.Definition is not null, string.Join('\n', result.Diagnostics.Select(d => d.Format("t.yaml"))));
        Definition = result.Definition;
    }

    public WorkflowDefinition Definition { get; }
}
