using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Expressions.Syntax;

/// <summary>Program text to tokens, one at a time. String literals are read in parts, because programs nest in them.</summary>
internal sealed class Lexer(string source)
{
    private static readonly FrozenSet<string> s_keywords = new[]
    {
        "def", "if", "then", "elif", "else", "end", "as", "reduce", "foreach", "try", "catch", "label", "import", "include", "and", "or", "__loc__", "module",
    }.ToFrozenSet();

    private static readonly string[] s_symbols =
    [
        "?//=", "?//", "//=", "|=", "+=", "-=", "*=", "/=", "%=", "==", "!=", "<=", ">=", "//", "..",
        "?", "|", ",", ".", "[", "]", "(", ")", "{", "}", ":", ";", "=", "<", ">", "+", "-", "*", "/", "%",
    ];

    public int Position { get; private set; }

    public Token Next()
    {
        SkipBlanks();
        var start = Position;
        if (start >= source.Length)
        {
            return new(TokenKind.End, "", start);
        }

        var c = source[start];
        if (c == '"')
        {
            Position++;
            return new(TokenKind.Quote, "\"", start);
        }

        if (c == '.' && IsNameStart(Peek(1)))
        {
            Position++;
            return new(TokenKind.Field, Name(qualified: false), start);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return new(TokenKind.Number, Number(), start);
        }

        if (IsNameStart(c))
        {
            var name = Name(qualified: true);
            return new(s_keywords.Contains(name) ? TokenKind.Keyword : TokenKind.Identifier, name, start);
        }

        if (c == '@' && IsNameStart(Peek(1)))
        {
            Position++;
            return new(TokenKind.Format, Name(qualified: false), start);
        }

        return c == '$' ? Variable(start) : Symbol(start);
    }

    /// <summary>Reads literal text up to the closing quote (false) or to <c>\(</c> (true), and stands behind it.</summary>
    public bool ReadStringPart(StringBuilder text, int opening)
    {
        while (Position < source.Length)
        {
            var c = source[Position++];
            switch (c)
            {
                case '"':
                    return false;
                case '\\' when Peek(0) == '(':
                    Position++;
                    return true;
                case '\\':
                    Escape(text);
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        throw new JqCompileException("this string is not closed: add the missing '\"'", opening);
    }

    private void Escape(StringBuilder text)
    {
        var start = Position - 1;
        var c = Peek(0);
        Position++;
        if (c == 'u')
        {
            if (Position + 4 > source.Length || !ushort.TryParse(source.AsSpan(Position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                throw new JqCompileException("'\\u' needs four hexadecimal digits", start);
            }

            Position += 4;
            text.Append((char)unit);
            return;
        }

        text.Append(c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw new JqCompileException($"invalid escape '\\{c}' in a string: use \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX or \\(program)", start),
        });
    }

    private Token Variable(int start)
    {
        Position++;
        SkipBlanks();
        if (!IsNameStart(Peek(0)))
        {
            throw new JqCompileException("'$' needs the name of a variable behind it", start);
        }

        return new(TokenKind.Variable, Name(qualified: true), start);
    }

    private Token Symbol(int start)
    {
        foreach (var symbol in s_symbols)
        {
            if (string.CompareOrdinal(source, start, symbol, 0, symbol.Length) == 0)
            {
                Position += symbol.Length;
                return new(TokenKind.Symbol, symbol, start);
            }
        }

        throw new JqCompileException($"syntax error: unexpected '{source[start]}'", start);
    }

    private string Number()
    {
        var start = Position;
        SkipDigits();
        if (Peek(0) == '.')
        {
            Position++;
            SkipDigits();
        }

        if (Peek(0) is 'e' or 'E')
        {
            var digits = Peek(1) is '+' or '-' ? 2 : 1;
            if (char.IsAsciiDigit(Peek(digits)))
            {
                Position += digits;
                SkipDigits();
            }
        }

        return source[start..Position];
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
        {
            Position++;
        }
    }

    private string Name(bool qualified)
    {
        var start = Position;
        while (IsNameStart(Peek(0)) || char.IsAsciiDigit(Peek(0)) || (qualified && Peek(0) == ':' && Peek(1) == ':' && IsNameStart(Peek(2))))
        {
            Position += Peek(0) == ':' ? 2 : 1;
        }

        return source[start..Position];
    }

    private void SkipBlanks()
    {
        while (Position < source.Length)
        {
            var c = source[Position];
            if (c is ' ' or '\t' or '\r' or '\n')
            {
                Position++;
            }
            else if (c == '#')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>A comment goes on in the next line when an odd number of backslashes ends this one.</summary>
    private void SkipComment()
    {
        while (Position < source.Length)
        {
            var c = source[Position++];
            if (c == '\\')
            {
                Position += Peek(0) == '\r' && Peek(1) == '\n' ? 2 : 1;
            }
            else if (c == '\n' || (c == '\r' && Peek(0) == '\n'))
            {
                return;
            }
        }
    }

    private char Peek(int ahead) => Position + ahead < source.Length ? source[Position + ahead] : '\0';

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
