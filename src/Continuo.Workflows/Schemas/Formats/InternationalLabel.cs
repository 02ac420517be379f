using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>Which labels IDNA 2008 allows (RFC 5892): by the categories of their characters, its exceptions, and its rules of context.</summary>
internal static class InternationalLabel
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Combining marks that join what they follow: class Virama of the scripts of India and their neighbours.</summary>
    private const string Viramas = "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u0E3A\u0EBA\u0F84\u1039\u103A\u1714\u1734\u17D2\u1A60\u1B44\u1BAA\u1BAB\u1BF2\u1BF3\u2D7F\uA806\uA8C4\uA953\uA9C0\uAAF6\uABED";

    private const string Allowed = "\u00DF\u03C2\u06FD\u06FE\u0F0B\u3007";
    private const string Refused = "\u0640\u07FA\u302E\u302F\u3031\u3032\u3033\u3034\u3035\u303B";

    public static bool IsValid(string label)
    {
        var points = label.EnumerateRunes().ToArray();
        if (points.Length == 0 || label[0] == '-' || label[^1] == '-' || (label.Length > 3 && label[2] == '-' && label[3] == '-') || IsMark(points[0]))
        {
            return false;
        }

        for (var i = 0; i < points.Length; i++)
        {
            if (!(HasContext(points, i) ?? IsAllowed(points[i])))
            {
                return false;
            }
        }

        return label.IsNormalized(NormalizationForm.FormC);
    }

    /// <summary>The answer of a rule of context, or null when none is about this character.</summary>
    private static bool? HasContext(Rune[] points, int i)
    {
        var before = i > 0 ? points[i - 1].Value : -1;
        var after = i + 1 < points.Length ? points[i + 1].Value : -1;
        return points[i].Value switch
        {
            0xB7 => before == 'l' && after == 'l',
            0x375 => after is (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF),
            0x5F3 or 0x5F4 => before is >= 0x591 and <= 0x5F4,
            0x30FB => points.Any(IsJapanese),
            >= 0x660 and <= 0x669 => !points.Any(point => point.Value is >= 0x6F0 and <= 0x6F9),
            >= 0x6F0 and <= 0x6F9 => !points.Any(point => point.Value is >= 0x660 and <= 0x669),
            ZeroWidthJoiner => IsVirama(before),
            ZeroWidthNonJoiner => IsVirama(before) || JoinsArabic(points, i),
            _ => null,
        };
    }

    /// <summary>Whether a letter that joins stands on both sides. Approximate: the joining types are those of the Arabic and Syriac blocks.</summary>
    private static bool JoinsArabic(Rune[] points, int i)
    {
        var left = i - 1;
        while (left >= 0 && IsMark(points[left]))
        {
            left--;
        }

        var right = i + 1;
        while (right < points.Length && IsMark(points[right]))
        {
            right++;
        }

        return left >= 0 && right < points.Length && IsJoining(points[left].Value, isLeft: true) && IsJoining(points[right].Value, isLeft: false);
    }

    private static bool IsJoining(int point, bool isLeft)
    {
        // Alef, dal, reh, waw and their kin join on their right only.
        var isRightOnly = point is (>= 0x622 and <= 0x625) or 0x627 or 0x629 or (>= 0x62F and <= 0x632) or 0x648 or (>= 0x671 and <= 0x673) or
            (>= 0x675 and <= 0x677) or (>= 0x688 and <= 0x699) or (>= 0x6C0 and <= 0x6CB and not 0x6C1 and not 0x6C2);
        return point is (>= 0x620 and <= 0x64A and not 0x621) or (>= 0x66E and <= 0x6D3) or (>= 0x710 and <= 0x77F) && !(isLeft && isRightOnly);
    }

    private static bool IsVirama(int point) => point is >= 0 and <= 0xFFFF && Viramas.Contains((char)point, StringComparison.Ordinal);

    private static bool IsJapanese(Rune point) => point.Value is (>= 0x3041 and <= 0x309F) or (>= 0x30A1 and <= 0x30FA) or (>= 0x30FC and <= 0x30FF) or
        0x3005 or 0x3007 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    private static bool IsMark(Rune point) =>
        Rune.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsAllowed(Rune point)
    {
        if (point.IsAscii)
        {
            return Rune.IsLetterOrDigit(point) || point.Value == '-';
        }

        if (point.IsBmp && Allowed.Contains((char)point.Value, StringComparison.Ordinal))
        {
            return true;
        }

        if (point.IsBmp && Refused.Contains((char)point.Value, StringComparison.Ordinal))
        {
            return false;
        }

        return Rune.GetUnicodeCategory(point) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber && IsStable(point);
    }

    /// <summary>Characters that compatibility makes others are not for names.</summary>
    private static bool IsStable(Rune point)
    {
        var text = point.ToString();
        return text.IsNormalized(NormalizationForm.FormKC);
    }
}
