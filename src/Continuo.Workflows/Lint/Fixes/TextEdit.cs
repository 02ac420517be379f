namespace Continuo.Workflows.Lint.Fixes;

/// <summary>A change of a document's text: <paramref name="Length"/> characters from <paramref name="Start"/> become <paramref name="Text"/>.</summary>
internal sealed record TextEdit(int Start, int Length, string Text)
{
    public string Apply(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return string.Concat(document.AsSpan(0, Start), Text, document.AsSpan(Start + Length));
    }
}
