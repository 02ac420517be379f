using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>A bracket expression of Oniguruma as a .NET character class.</summary>
internal sealed class RegexClass
{
    public bool IsNegated { get; }

    public string Text { get; }

    /// <param name="pattern">The pattern.</param>
    /// <param name="at">Behind the opening bracket; afterwards behind the closing one.</param>
    public RegexClass(string pattern, ref int at)
    {
        var body = new StringBuilder();
        IsNegated = at < pattern.Length && pattern[at] == '^';
        at += IsNegated ? 1 : 0;
        var start = at;
        while (true)
        {
            if (at >= pattern.Length)
            {
                throw new FormatException("premature end of char-class");
            }

            var c = pattern[at];
            if (c == ']' && at > start)
            {
                at++;
                break;
            }

            if (c == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':' && pattern.IndexOf(":]", at, StringComparison.Ordinal) is var end and > 0)
            {
                body.Append(Posix(pattern[(at + 2)..end]));
                at = end + 2;
            }
            else if (c == '[')
            {
                // A set in a set is a union; what it holds goes into the outer one.
                at++;
                var inner = new RegexClass(pattern, ref at);
                body.Append(inner.IsNegated ? throw new FormatException("a negated set in a set is not supported") : inner.Text[1..^1]);
            }
            else if (c == '&' && at + 1 < pattern.Length && pattern[at + 1] == '&')
            {
                throw new FormatException("intersections of sets are not supported");
            }
            else if (c == '\\' && at + 1 < pattern.Length)
            {
                at = Escape(body, pattern, at);
            }
            else
            {
                body.Append(c is ']' or '^' or '\\' ? $"\\{c}" : c.ToString());
                at++;
            }
        }

        Text = $"[{(IsNegated ? "^" : "")}{body}]";
    }

    /// <summary>A code point in hexadecimal as .NET writes it outside of a set.</summary>
    public static string CodePoint(string digits)
    {
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) || !Rune.IsValid(point))
        {
            throw new FormatException("invalid code point value");
        }

        return $"(?:{string.Concat(new Rune(point).ToString().Select(unit => $"\\u{(int)unit:X4}"))})";
    }

    /// <param name="name">A category, a block, or a class such as <c>Alpha</c>.</param>
    /// <param name="isNegated">All other characters.</param>
    /// <param name="inClass">Inside brackets, where no other brackets may stand.</param>
    public static string Property(string name, bool isNegated, bool inClass)
    {
        if (name.StartsWith('^'))
        {
            return Property(name[1..], !isNegated, inClass);
        }

        var posix = Known(name.ToLowerInvariant());
        if (posix is null)
        {
            return $"\\{(isNegated ? 'P' : 'p')}{{{Category(name)}}}";
        }

        return !inClass ? $"[{(isNegated ? "^" : "")}{posix}]"
            : !isNegated ? posix
            : throw new FormatException($"\\P{{{name}}} in a set is not supported");
    }

    private static string Posix(string name)
    {
        var isNegated = name.StartsWith('^');
        var bare = isNegated ? name[1..] : name;
        var set = Known(bare) ?? throw new FormatException("invalid POSIX bracket type");
        return !isNegated ? set : Negated(bare) ?? throw new FormatException($"[:{name}:] is not supported");
    }

    private static string? Known(string name) => name switch
    {
        "alpha" => "\\p{L}\\p{M}",
        "digit" => "\\p{Nd}",
        "alnum" => "\\p{L}\\p{M}\\p{Nd}",
        "upper" => "\\p{Lu}",
        "lower" => "\\p{Ll}",
        "space" => "\\s",
        "blank" => "\\p{Zs}\\t",
        "cntrl" => "\\p{Cc}",
        "punct" => "\\p{P}\\p{S}",
        "graph" => "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}",
        "print" => "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}",
        "xdigit" => "0-9a-fA-F",
        "word" => "\\w",
        "ascii" => "\\u0000-\\u007F",
        "any" => "\\s\\S",
        _ => null,
    };

    private static string? Negated(string name) => name switch
    {
        "digit" => "\\P{Nd}",
        "upper" => "\\P{Lu}",
        "lower" => "\\P{Ll}",
        "space" => "\\S",
        "word" => "\\W",
        "cntrl" => "\\P{Cc}",
        "ascii" => "\\u0080-\\uFFFF",
        _ => null,
    };

    private static string Category(string name) => name switch
    {
        "Letter" => "L",
        "Mark" => "M",
        "Number" => "N",
        "Punctuation" => "P",
        "Symbol" => "S",
        "Separator" => "Z",
        "Other" => "C",
        "Greek" => "IsGreek",
        "Cyrillic" => "IsCyrillic",
        "Hebrew" => "IsHebrew",
        "Arabic" => "IsArabic",
        "Thai" => "IsThai",
        "Hiragana" => "IsHiragana",
        "Katakana" => "IsKatakana",
        "Han" => "IsCJKUnifiedIdeographs",
        _ => name,
    };

    private static int Escape(StringBuilder body, string pattern, int at)
    {
        var c = pattern[at + 1];
        switch (c)
        {
            case 'h':
                body.Append("0-9a-fA-F");
                return at + 2;
            case 'p' or 'P' when at + 2 < pattern.Length && pattern[at + 2] == '{':
                var close = pattern.IndexOf('}', at);
                var name = close < 0 ? throw new FormatException("invalid character property name {}") : pattern[(at + 3)..close];
                body.Append(Property(name, c == 'P', inClass: true));
                return close + 1;
            case 'x' when at + 2 < pattern.Length && pattern[at + 2] == '{':
                var end = pattern.IndexOf('}', at);
                var point = end < 0 ? "" : CodePoint(pattern[(at + 3)..end])[3..^1];
                body.Append(point.Length == 6 ? point : throw new FormatException("invalid code point value"));
                return end + 1;
            case 'R' or 'X' or 'H':
                throw new FormatException($"\\{c} in a set is not supported");
            default:
                var isKnown = !char.IsAsciiLetterOrDigit(c) || "abdefnrstuvwxDSW0123456789".Contains(c, StringComparison.Ordinal);
                body.Append(isKnown ? $"\\{c}" : c.ToString());
                return at + 2;
        }
    }
}
