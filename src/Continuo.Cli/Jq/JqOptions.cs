using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary>What the command line asked of <c>continuo jq</c>.</summary>
public sealed record JqOptions
{
    /// <summary>The program; unused in a batch.</summary>
    public string Program { get; init; } = ".";

    /// <summary>Files to read, in order; none: standard input.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The variables of <c>--arg</c> and its kin, by name.</summary>
    public ImmutableDictionary<string, JsonValue> Variables { get; init; } = ImmutableDictionary<string, JsonValue>.Empty;

    public bool IsRaw { get; init; }

    /// <summary>No line end after a result.</summary>
    public bool IsJoined { get; init; }

    public bool TakesNull { get; init; }

    public bool IsSlurped { get; init; }

    /// <summary>The exit code tells of the last result: 1 when it was false or null, 4 when there was none.</summary>
    public bool ReportsStatus { get; init; }

    public bool SortsKeys { get; init; }

    public bool IsColoured { get; init; }

    /// <summary>What one level is indented by; null for everything on one line.</summary>
    public string? Indent { get; init; } = "  ";

    /// <summary>Shows what each stage of the pipe yields instead of the results alone.</summary>
    public bool Explains { get; init; }

    public bool IsBatch { get; init; }
}
