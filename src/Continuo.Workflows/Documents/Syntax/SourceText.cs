namespace Continuo.Workflows.Documents.Syntax;

/// <summary>Checks of text before it is read.</summary>
internal static class SourceText
{
    /// <summary>Whether each half of a surrogate pair has its other half.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return false;
            }

            i++;
        }

        return true;
    }
}
