namespace Continuo.Processes.Running;

/// <summary>A process to start.</summary>
internal sealed record Launch
{
    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Over what the host passes on; null takes a variable away.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    public required string Directory { get; init; }

    public string Stdin { get; init; } = "";

    /// <summary>Whether all of the standard output is wanted, or only its end.</summary>
    public bool KeepsStdout { get; init; }

    public bool KeepsStderr { get; init; }
}
