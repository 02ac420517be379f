namespace Continuo.Runtime.Driving;

/// <summary>The order of workflow versions: semantic versioning 2.0, precedence only.</summary>
internal static class SemanticVersion
{
    /// <summary>Whether the text asks for the highest version there is.</summary>
    public static bool IsLatest(string? version) => string.IsNullOrEmpty(version) || version == "latest";

    /// <summary>Build metadata does not count; what is no semantic version at all is lower than every one that is.</summary>
    public static int Compare(string left, string right)
    {
        var (leftCore, leftPre) = Split(left);
        var (rightCore, rightPre) = Split(right);
        if (leftCore is null || rightCore is null)
        {
            return leftCore is null && rightCore is null ? string.CompareOrdinal(left, right) : leftCore is null ? -1 : 1;
        }

        for (var i = 0; i < 3; i++)
        {
            var order = CompareNumbers(leftCore[i], rightCore[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return (leftPre, rightPre) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => ComparePrereleases(leftPre.Split('.'), rightPre.Split('.')),
        };
    }

    private static (string[]? Core, string? Prerelease) Split(string version)
    {
        var plus = version.IndexOf('+');
        var text = plus < 0 ? version : version[..plus];
        var dash = text.IndexOf('-');
        var core = (dash < 0 ? text : text[..dash]).Split('.');
        return core.Length == 3 && core.All(IsNumber) ? (core, dash < 0 ? null : text[(dash + 1)..]) : (null, null);
    }

    private static int ComparePrereleases(string[] left, string[] right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = (IsNumber(left[i]), IsNumber(right[i])) switch
            {
                (true, true) => CompareNumbers(left[i], right[i]),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(left[i], right[i]),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    /// <summary>Of any length, for a build number may be longer than a machine word.</summary>
    private static int CompareNumbers(string left, string right)
    {
        var (a, b) = (left.TrimStart('0'), right.TrimStart('0'));
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
    }
}
