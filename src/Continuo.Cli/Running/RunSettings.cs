using System.Collections.Immutable;
using Continuo.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Running;

/// <summary>What <c>run</c> was asked for.</summary>
internal sealed record RunSettings
{
    public required string File { get; init; }

    public required JsonValue Input { get; init; }

    public required JsonObject Secrets { get; init; }

    /// <summary>A folder with a file for each secret; null for none.</summary>
    public string? SecretsDirectory { get; init; }

    public required ImmutableArray<JsonValue> Events { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Null for a temporary store.</summary>
    public string? DataDirectory { get; init; }

    public required IReadOnlyDictionary<string, Uri> Services { get; init; }

    /// <summary>Folders whose files the definition may refer to, beside its own.</summary>
    public ImmutableArray<string> DocumentFolders { get; init; } = [];

    /// <summary>The default catalog, a folder or an address.</summary>
    public string? Catalog { get; init; }

    /// <summary>What it may start on this machine.</summary>
    public AllowedProcesses Allowed { get; init; }

    public bool IsJson { get; init; }
}
