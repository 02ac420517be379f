using Continuo.Testing;
using Continuo.Workflows.Documents;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>No kind of task and no option of the language is without a definition in which <see cref="CrashTests"/> dies everywhere.</summary>
public sealed class CrashCoverageTests
{
    /// <summary>What the engine does not execute: what is said about a document, the arguments of one effect, which their handlers take as they are, and schedules, whose starters are workflows of these options.</summary>
    private static readonly string[] s_arguments =
    [
        "workflow.document", "workflow.schedule", "workflow.use.authentications", "workflow.use.catalogs", "workflow.use.timeouts", "workflow.use.errors", "workflow.use.retries", "workflow.use.secrets",
        "a2a.", "authentication.", "endpoint.", "grpc.", "http.", "mcp.", "openapi.", "policy.", "resource.", "run.container.", "run.script.", "run.shell.", "schedule.", "token.",
        "asyncapi.authentication", "asyncapi.server", "asyncapi.protocol", "asyncapi.message.", "task.emit.event.with.", "schema.format", "schema.resource", "task.metadata", "metadata.continuo.engine",
    ];

    /// <summary>At most once means that a crash may change the end; <see cref="Shards.OnceStories"/> tells how.</summary>
    private const string Once = "metadata.continuo.once";

    [Fact]
    public void Every_option_is_in_a_definition_that_is_crashed_everywhere()
    {
        var crashed = Definitions.All.Keys.SelectMany(name => GrammarOptions.Of(WorkflowLoader.Load(Definitions.Yaml(name)).Definition!.Document)).ToHashSet();

        var missing = GrammarOptions.All.Except(crashed).Where(option => option != Once && !s_arguments.Any(given => option == given || option.StartsWith(given.TrimEnd('.') + ".", StringComparison.Ordinal)));

        Assert.True(!missing.Any(), $"Not crashed: {string.Join(", ", missing.Order(StringComparer.Ordinal))}");
    }

    [Theory]
    [InlineData("handlers with every condition", """{"v":2}""")]
    [InlineData("retries with every limit", """{"status":408}""")]
    [InlineData("a listener that counts", """["com.test.a","com.test.a"]""")]
    [InlineData("listeners until events", "[]")]
    [InlineData("data that are checked", """{"end":{"type":"https://open-workflow-specification.org/spec/1.0.0/errors/validation"}}""")]
    public void The_definitions_for_the_options_come_to_their_ends(string name, string output) =>
        Assert.Equal(output, Definitions.Story(name).Start("""{"n":1,"id":"o-1"}""").RunToEnd().View.Output.ToString());
}
