using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>What must come of a run. What is null is not looked at.</summary>
internal sealed record Expectation
{
    public required string Status { get; init; }

    public JsonValue? Output { get; init; }

    public JsonValue? OutputIncludes { get; init; }

    /// <summary>The members that the error must have.</summary>
    public JsonObject? Error { get; init; }

    /// <summary>All calls, in their order.</summary>
    public ImmutableArray<ExpectedCall>? Calls { get; init; }

    /// <summary>All emitted events, in their order: the members that each must have.</summary>
    public ImmutableArray<JsonValue>? Events { get; init; }

    /// <summary>The tasks that ran, in the order in which they were entered.</summary>
    public ImmutableArray<string>? Tasks { get; init; }

    /// <summary>How long it took on the clock of the test.</summary>
    public TimeSpan? Elapsed { get; init; }
}

/// <summary>A call that must have been made.</summary>
/// <param name="Of">To whom.</param>
/// <param name="Arguments">What it must have been made with, among other things.</param>
internal sealed record ExpectedCall(EffectPattern Of, JsonObject Arguments);
