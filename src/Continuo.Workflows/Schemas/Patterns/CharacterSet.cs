using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Schemas.Patterns;

/// <summary>A set of code points, and how .NET's engine matches one of them.</summary>
internal sealed class CharacterSet
{
    private const int LastOfPlane = 0xFFFF;
    private const int Last = 0x10FFFF;

    private readonly List<(int First, int Last)> _ranges = [];
    private readonly List<UnicodeProperty> _properties = [];
    private bool _isNegated;

    /// <summary>The end of a line is no match for a dot.</summary>
    public static CharacterSet Dot { get; } = Of("\n\n\r\r\u2028\u2029").Complement();

    public static CharacterSet Digits { get; } = Of("09");

    public static CharacterSet Word { get; } = Of("09AZ__az");

    public static CharacterSet Space { get; } = Of("\t\r  \u00A0\u00A0\u1680\u1680\u2000\u200A\u2028\u2029\u202F\u202F\u205F\u205F\u3000\u3000\uFEFF\uFEFF");

    public static CharacterSet Everything { get; } = new CharacterSet().Complement();

    public void Add(int first, int last) => _ranges.Add((first, last));

    public void Add(CharacterSet other)
    {
        _ranges.AddRange(other._ranges);
        _properties.AddRange(other._properties);
    }

    public static CharacterSet Of(UnicodeProperty property)
    {
        var set = new CharacterSet();
        set._properties.Add(property);
        return set;
    }

    /// <summary>Everything but this set; for use at once, and no longer to be added to another.</summary>
    public CharacterSet Negated()
    {
        _isNegated = true;
        return this;
    }

    /// <summary>All code points that a category's test accepts.</summary>
    public static CharacterSet Where(Func<UnicodeCategory, bool> accepts)
    {
        var set = new CharacterSet();
        var first = -1;
        for (var c = 0; c <= Last + 1; c++)
        {
            var isIn = c <= Last && accepts(CharUnicodeInfo.GetUnicodeCategory(c));
            if (isIn && first < 0)
            {
                first = c;
            }
            else if (!isIn && first >= 0)
            {
                set.Add(first, c - 1);
                first = -1;
            }
        }

        return set;
    }

    public CharacterSet Complement()
    {
        var set = new CharacterSet();
        var next = 0;
        foreach (var (first, last) in _ranges.Order())
        {
            if (first > next)
            {
                set.Add(next, first - 1);
            }

            next = Math.Max(next, last + 1);
        }

        if (next <= Last)
        {
            set.Add(next, Last);
        }

        return set;
    }

    /// <param name="hasPairs">Whether characters beyond U+FFFF, which are two UTF-16 units, can occur.</param>
    public string Translate(bool hasPairs)
    {
        if (hasPairs && (_isNegated || _properties.Count > 0))
        {
            var all = new CharacterSet();
            all._ranges.AddRange(_ranges);
            _properties.ForEach(property => all.Add(property.Characters));
            return (_isNegated ? all.Complement() : all).Translate(hasPairs);
        }

        var plane = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (first, last) in _ranges)
        {
            AppendPlane(plane, first, Math.Min(last, LastOfPlane), hasPairs);
            if (hasPairs && last > LastOfPlane)
            {
                AddPairs(pairs, Math.Max(first, LastOfPlane + 1), last);
            }
        }

        plane.AppendJoin("", _properties.Select(property => property.Class));
        if (_isNegated)
        {
            return plane.Length == 0 ? @"[\s\S]" : $"[^{plane}]";
        }

        // .NET has no class that matches nothing; this one leaves nothing out.
        var basic = plane.Length == 0 ? @"[^\s\S]" : $"[{plane}]";
        if (pairs.Count == 0)
        {
            return basic;
        }

        return plane.Length == 0 ? $"(?:{string.Join('|', pairs)})" : $"(?:{basic}|{string.Join('|', pairs)})";
    }

    private static CharacterSet Of(string bounds)
    {
        var set = new CharacterSet();
        for (var i = 0; i < bounds.Length; i += 2)
        {
            set.Add(bounds[i], bounds[i + 1]);
        }

        return set;
    }

    private static void AppendPlane(StringBuilder text, int first, int last, bool hasPairs)
    {
        // Halves of pairs are no characters of their own.
        if (hasPairs && first < 0xD800 && last > 0xDFFF)
        {
            AppendRange(text, first, 0xD7FF);
            AppendRange(text, 0xE000, last);
        }
        else if (first <= last)
        {
            AppendRange(text, first, last);
        }
    }

    private static void AppendRange(StringBuilder text, int first, int last)
    {
        text.Append(CultureInfo.InvariantCulture, $@"\u{first:X4}");
        if (last > first)
        {
            text.Append(CultureInfo.InvariantCulture, $@"-\u{last:X4}");
        }
    }

    private static void AddPairs(List<string> pairs, int first, int last)
    {
        while (first <= last)
        {
            var high = 0xD800 + ((first - 0x10000) >> 10);
            var low = (first - 0x10000) & 0x3FF;
            var endOfHigh = first - low + 0x3FF;

            // Whole blocks of 1,024 go together.
            if (low == 0 && endOfHigh <= last)
            {
                var blocks = (last - first + 1) / 0x400;
                pairs.Add(string.Create(CultureInfo.InvariantCulture, $@"[\u{high:X4}-\u{high + blocks - 1:X4}][\uDC00-\uDFFF]"));
                first += blocks * 0x400;
                continue;
            }

            var end = Math.Min(last, endOfHigh);
            pairs.Add(string.Create(CultureInfo.InvariantCulture, $@"\u{high:X4}[\u{0xDC00 + low:X4}-\u{0xDC00 + low + end - first:X4}]"));
            first = end + 1;
        }
    }
}
