using System.Globalization;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Queries;

/// <summary>Durations as people write them: 90s, 15m, 2h, 7d, or as ISO 8601 does.</summary>
internal static class QueryDuration
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    public static TimeSpan? Read(string text)
    {
        if (IsoDuration.TryParse(text, out var iso))
        {
            return iso;
        }

        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        if (digits == 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        double? seconds = text[digits..] switch
        {
            "ms" => number / 1_000,
            "s" => number,
            "m" => number * 60,
            "h" => number * 3_600,
            "d" => number * 86_400,
            "w" => number * 604_800,
            _ => null,
        };
        return seconds is { } all && all <= s_longest.TotalSeconds ? TimeSpan.FromSeconds(all) : null;
    }
}
