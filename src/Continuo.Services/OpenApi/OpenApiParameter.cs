namespace Continuo.Services.OpenApi;

internal enum ParameterPlace
{
    Path,
    Query,
    Header,
    Cookie,
}

internal enum ParameterStyle
{
    Simple,
    Label,
    Matrix,
    Form,
    DeepObject,
}

/// <summary>A parameter of an operation, and how its value becomes text.</summary>
/// <param name="Name">As the callee knows it.</param>
/// <param name="Place">Where it stands in the request.</param>
/// <param name="Style">How a list or an object is written.</param>
/// <param name="Explodes">Whether each item or member stands for itself.</param>
internal sealed record OpenApiParameter(string Name, ParameterPlace Place, ParameterStyle Style, bool Explodes)
{
    public bool IsRequired { get; init; }

    /// <summary>Between the items of a list that does not explode.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>Whether the characters that have a meaning in addresses stay as they are.</summary>
    public bool AllowsReserved { get; init; }

    /// <summary>Whether the value is written as JSON.</summary>
    public bool IsJson { get; init; }
}
