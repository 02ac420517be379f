namespace Continuo.Workflows.Schemas.Patterns;

/// <summary>A first look at a pattern: its groups, as references may come before what they refer to.</summary>
internal static class EcmaSurvey
{
    public static (int Count, Dictionary<string, int> Names, bool HasReferences) Of(string source)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        var hasReferences = false;
        var isInClass = false;
        for (var i = 0; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '\\':
                    i++;
                    hasReferences |= !isInClass && i < source.Length && source[i] is 'k' or (>= '1' and <= '9');
                    break;
                case '[':
                    isInClass = true;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '(' when !isInClass:
                    count += Group(source, i, names, count) ? 1 : 0;
                    break;
                default:
                    break;
            }
        }

        return (count, names, hasReferences);
    }

    /// <summary>Whether the group that opens here is one that captures.</summary>
    private static bool Group(string source, int at, Dictionary<string, int> names, int count)
    {
        if (at + 1 >= source.Length || source[at + 1] != '?')
        {
            return true;
        }

        if (at + 3 >= source.Length || source[at + 2] != '<' || source[at + 3] is '=' or '!')
        {
            return false;
        }

        var end = source.IndexOf('>', at);
        var name = end < 0 ? "" : source[(at + 3)..end];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || name.Any(c => !char.IsLetterOrDigit(c) && c is not ('_' or '$')) || !names.TryAdd(name, count + 1))
        {
            throw new FormatException($"is not a regular expression: '{name}' is no name for a group, or is used twice, at {at + 1}");
        }

        return true;
    }
}
