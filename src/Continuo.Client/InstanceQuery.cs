namespace Continuo.Client;

/// <summary>Which instances a list shows; all that are given must hold.</summary>
public sealed record InstanceQuery
{
    /// <summary>One of these; none: any.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary><c>namespace/name</c> or <c>namespace/name@version</c>.</summary>
    public string? Workflow { get; init; }

    /// <summary>Each of these, written <c>name:value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>A condition of any form, such as <c>status = faulted and age &gt; 2h</c>.</summary>
    public string? Where { get; init; }

    /// <summary>The <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }

    public int? Limit { get; init; }
}
