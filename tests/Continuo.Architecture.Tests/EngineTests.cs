using NetArchTest.Rules;
using Xunit;

namespace Continuo.Architecture.Tests;

/// <summary>The engine decides and does nothing else: what the design promises of it, read from its code.</summary>
public sealed class EngineTests
{
    private static readonly string[] s_outside =
    [
        "System.Threading.Tasks", "System.Threading.Thread", "System.Threading.Timer", "System.Threading.Channels", "System.Net", "System.Data", "System.IO.File",
        "System.IO.FileStream", "System.IO.Directory", "System.Diagnostics.Process", "System.TimeProvider", "System.Console", "Microsoft.Extensions",
    ];

    [Theory]
    [InlineData("Continuo.Engine")]
    [InlineData("Continuo.Workflows")]
    public void Engine_and_workflows_do_no_input_or_output_and_start_no_tasks(string project)
    {
        var result = Types.InAssembly(Assemblies.Of(project)).ShouldNot().HaveDependencyOnAny(s_outside).GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void Fold_copies_and_never_evaluates()
    {
        var result = Types.InAssembly(Assemblies.Of("Continuo.Engine"))
            .That().HaveNameMatching("^(Fold|FactDecoder|ValueCodec|StateCodec|FrameCodec)$")
            .ShouldNot().HaveDependencyOnAny("Continuo.Workflows.Expressions", "Continuo.Workflows.Documents.WorkflowDefinition", "Continuo.Workflows.Documents.Node", "Continuo.Engine.Shards.IAmbient")
            .GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }
}
