namespace Continuo.Server.Api;

/// <summary>Orders semantic versions: numbers by value, a pre-release before its release. What is no version is ordered as text.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, leftPre) = Split(x ?? "");
        var (right, rightPre) = Split(y ?? "");
        var release = Parts(left, right);
        if (release != 0)
        {
            return release;
        }

        return (leftPre, rightPre) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => Parts(leftPre, rightPre),
        };
    }

    private static (string Release, string? PreRelease) Split(string version)
    {
        var plus = version.IndexOf('+');
        var bare = plus < 0 ? version : version[..plus];
        var dash = bare.IndexOf('-');
        return dash < 0 ? (bare, null) : (bare[..dash], bare[(dash + 1)..]);
    }

    private static int Parts(string left, string right)
    {
        var lefts = left.Split('.');
        var rights = right.Split('.');
        for (var i = 0; i < Math.Min(lefts.Length, rights.Length); i++)
        {
            var isLeft = long.TryParse(lefts[i], out var leftNumber);
            var isRight = long.TryParse(rights[i], out var rightNumber);
            var order = (isLeft, isRight) switch
            {
                (true, true) => leftNumber.CompareTo(rightNumber),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(lefts[i], rights[i]),
            };
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }
}
