using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Stands in for somebody whom the workflow calls.</summary>
/// <param name="Of">Whom.</param>
/// <param name="Answers">In this order; the last is given for ever.</param>
internal sealed record Stub(EffectPattern Of, ImmutableArray<StubAnswer> Answers);

/// <summary>What a stub does when it is called.</summary>
internal sealed record StubAnswer
{
    /// <summary>How long it takes, on the clock of the test.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The result of the effect as it is; null when it is made of the members below.</summary>
    public JsonValue? Output { get; init; }

    public WorkflowError? Error { get; init; }

    /// <summary>Of an HTTP answer.</summary>
    public int Status { get; init; } = 200;

    public JsonObject Headers { get; init; } = JsonObject.Empty;

    /// <summary>A text is sent as it is, any other value as JSON.</summary>
    public JsonValue? Body { get; init; }

    /// <summary>Of a process.</summary>
    public int Code { get; init; }

    public string Stdout { get; init; } = "";

    public string Stderr { get; init; } = "";
}
