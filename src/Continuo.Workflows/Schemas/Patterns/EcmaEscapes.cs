using System.Globalization;

namespace Continuo.Workflows.Schemas.Patterns;

/// <summary>Reads the characters and escapes of a pattern.</summary>
internal sealed class EcmaEscapes(string source)
{
    public static FormatException Wrong(string problem, int at) => new($"is not a regular expression: {problem}, at {at + 1}");

    public int ReadCodePoint(ref int at)
    {
        var codePoint = at + 1 < source.Length && char.IsSurrogatePair(source[at], source[at + 1]) ? char.ConvertToUtf32(source[at], source[at + 1]) : source[at];
        at += codePoint > 0xFFFF ? 2 : 1;
        return codePoint;
    }

    /// <summary>The set of an escape such as <c>\d</c>, or null when the escape is something else.</summary>
    public CharacterSet? ReadSet(ref int at)
    {
        var kind = at + 1 < source.Length ? source[at + 1] : '\0';
        CharacterSet? set = char.ToLowerInvariant(kind) switch
        {
            'd' => CharacterSet.Digits,
            'w' => CharacterSet.Word,
            's' => CharacterSet.Space,
            'p' => Property(at, isWithout: kind == 'P'),
            _ => null,
        };
        if (set is null)
        {
            return null;
        }

        at = kind is 'p' or 'P' ? source.IndexOf('}', at) + 1 : at + 2;
        return kind is 'D' or 'W' or 'S' ? set.Complement() : set;
    }

    /// <summary>The one character of an escape.</summary>
    public int ReadCharacter(ref int at, bool isInClass)
    {
        if (at + 1 >= source.Length)
        {
            throw Wrong("a lone \\ stands at the end", at);
        }

        var start = at;
        var kind = source[at + 1];
        at += 2;
        switch (kind)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return '\v';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case 'b' when isInClass:
                return '\b';
            case '0' when at >= source.Length || !char.IsAsciiDigit(source[at]):
                return 0;
            case 'c' when at < source.Length && char.IsAsciiLetter(source[at]):
                return source[at++] & 0x1F;
            case 'x':
                return Hex(ref at, 2, start);
            case 'u':
                return Unicode(ref at, start);
            default:
                if (char.IsAsciiLetterOrDigit(kind))
                {
                    throw Wrong($"\\{kind} is not known", start);
                }

                at--;
                return ReadCodePoint(ref at);
        }
    }

    private CharacterSet Property(int at, bool isWithout)
    {
        var end = at + 2 < source.Length && source[at + 2] == '{' ? source.IndexOf('}', at) : -1;
        if (end < 0)
        {
            throw Wrong("\\p needs a property in braces", at);
        }

        var name = source[(at + 3)..end];
        return UnicodeProperty.Find(name, isWithout) ?? throw Wrong($"the property '{name}' is not known here: general categories are", at);
    }

    private int Unicode(ref int at, int start)
    {
        if (at < source.Length && source[at] == '{')
        {
            var end = source.IndexOf('}', at);
            var digits = end < 0 ? "" : source[(at + 1)..end];
            if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var given) || given is < 0 or > 0x10FFFF)
            {
                throw Wrong("\\u{...} needs a code point in hexadecimal digits", start);
            }

            at = end + 1;
            return given;
        }

        var unit = Hex(ref at, 4, start);
        if (char.IsHighSurrogate((char)unit) && at + 5 < source.Length && source[at] == '\\' && source[at + 1] == 'u' && source[at + 2] != '{')
        {
            var next = at + 2;
            var low = Hex(ref next, 4, start);
            if (char.IsLowSurrogate((char)low))
            {
                at = next;
                return char.ConvertToUtf32((char)unit, (char)low);
            }
        }

        return unit;
    }

    private int Hex(ref int at, int length, int start)
    {
        if (at + length > source.Length || !int.TryParse(source.AsSpan(at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw Wrong($"expected {length} hexadecimal digits", start);
        }

        at += length;
        return value;
    }
}
