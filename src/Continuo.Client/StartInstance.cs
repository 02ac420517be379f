namespace Continuo.Client;

/// <summary>A start.</summary>
/// <param name="Namespace">Of the workflow.</param>
/// <param name="Name">Of the workflow.</param>
/// <param name="Input">JSON; null for none.</param>
public sealed record StartInstance(string Namespace, string Name, string? Input = null)
{
    /// <summary>The latest when null.</summary>
    public string? Version { get; init; }

    /// <summary>One is made when null. The same id with the same request gives the same instance.</summary>
    public string? Id { get; init; }

    /// <summary>How long to wait for the end.</summary>
    public TimeSpan? Wait { get; init; }

    public IReadOnlyCollection<KeyValuePair<string, string>> Labels { get; init; } = [];
}
