using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>The rule for names with labels written from right to left (RFC 5893).</summary>
internal static class BidiRule
{
    private enum Direction
    {
        Left,
        Right,
        ArabicDigit,
        EuropeanDigit,
        Mark,
        Neutral,
    }

    public static bool Holds(IReadOnlyList<string> labels)
    {
        var directions = labels.Select(label => label.EnumerateRunes().Select(Of).ToList()).ToList();
        return !directions.Exists(label => label.Exists(d => d is Direction.Right or Direction.ArabicDigit)) || directions.TrueForAll(IsOrderly);
    }

    private static bool IsOrderly(List<Direction> label)
    {
        var end = label.FindLast(d => d != Direction.Mark);
        switch (label[0])
        {
            case Direction.Right:
                return !label.Contains(Direction.Left) && end is Direction.Right or Direction.ArabicDigit or Direction.EuropeanDigit &&
                    !(label.Contains(Direction.ArabicDigit) && label.Contains(Direction.EuropeanDigit));
            case Direction.Left:
                return !label.Contains(Direction.Right) && !label.Contains(Direction.ArabicDigit) && end is Direction.Left or Direction.EuropeanDigit;
            default:
                return false;
        }
    }

    private static Direction Of(Rune point) => point.Value switch
    {
        >= '0' and <= '9' or (>= 0x6F0 and <= 0x6F9) => Direction.EuropeanDigit,
        >= 0x660 and <= 0x669 => Direction.ArabicDigit,
        '-' or 0x200C or 0x200D => Direction.Neutral,
        _ when Rune.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => Direction.Mark,
        (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF) => Direction.Right,
        _ => Direction.Left,
    };
}
