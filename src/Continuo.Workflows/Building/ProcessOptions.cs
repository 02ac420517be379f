using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>What every process may have.</summary>
public sealed record ProcessOptions
{
    /// <summary>A list, or an object of names and values.</summary>
    public JsonValue? Arguments { get; init; }

    public JsonObject? Environment { get; init; }

    public string? Stdin { get; init; }

    /// <summary>Whether its end is awaited.</summary>
    public bool Await { get; init; } = true;

    /// <summary>stdout, stderr, code, all or none.</summary>
    public string? Return { get; init; }

    internal JsonObject AddTo(JsonObject process)
    {
        process = Stdin is null ? process : process.With("stdin", Stdin);
        process = Arguments is { } arguments ? process.With("arguments", arguments) : process;
        return Environment is { } environment ? process.With("environment", environment) : process;
    }
}
