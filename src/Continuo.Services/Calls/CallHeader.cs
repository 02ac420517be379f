namespace Continuo.Services.Calls;

/// <summary>A header as it is sent, and as people see it.</summary>
/// <param name="Name">As the author wrote it.</param>
/// <param name="Value">The real value.</param>
/// <param name="Shown">The value with tokens where secrets are.</param>
/// <param name="IsSecret">Whether it must not follow a redirect to another origin.</param>
internal sealed record CallHeader(string Name, string Value, string Shown, bool IsSecret)
{
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
