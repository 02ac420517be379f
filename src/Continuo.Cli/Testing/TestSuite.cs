using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>A file of tests of one workflow.</summary>
/// <param name="File">As the user named it.</param>
/// <param name="Workflow">The path of the workflow's file.</param>
/// <param name="Cases">In the order of the file.</param>
internal sealed record TestSuite(string File, string Workflow, ImmutableArray<TestCase> Cases);

/// <summary>One run of the workflow, and what must come of it.</summary>
internal sealed record TestCase
{
    public required string Name { get; init; }

    public required TextPosition Position { get; init; }

    public required JsonValue Input { get; init; }

    public required JsonObject Secrets { get; init; }

    /// <summary>What the clock shows when the instance starts.</summary>
    public required DateTimeOffset Now { get; init; }

    public required ImmutableArray<Stub> Stubs { get; init; }

    public required ImmutableArray<TestEvent> Events { get; init; }

    public required Expectation Expect { get; init; }
}

/// <summary>An event that the test publishes.</summary>
/// <param name="After">How long after the start; null for as soon as something listens.</param>
/// <param name="Task">Once this task was entered.</param>
/// <param name="Event">The complete CloudEvent, but for what is filled in.</param>
internal sealed record TestEvent(TimeSpan? After, string? Task, JsonObject Event);
