namespace Continuo.Client;

/// <summary>Which instances a list shows; all that are given must hold.</summary>
public sealed record InstanceQuery
{
    public string? Status { get; init; }

    /// <summary><c>namespace/name</c> or <c>namespace/name@version</c>.</summary>
    public string? Workflow { get; init; }

    /// <summary><c>name:value</c>.</summary>
    public string? Label { get; init; }

    /// <summary>The <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }

    public int? Limit { get; init; }
}
