using System.Globalization;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Text to values, as jq reads it: JSON, and <c>nan</c> and <c>Infinity</c> besides.</summary>
internal static class JsonText
{
    private const int ShownText = 200;

    /// <exception cref="JqException">The text is no value; says what jq says.</exception>
    public static JsonValue Parse(string text)
    {
        try
        {
            return JsonReader.Read(text);
        }
        catch (JsonSyntaxException)
        {
            return new LenientReader(text).Read();
        }
    }

    /// <summary>A decimal number and nothing else around it; forms such as <c>.5</c>, <c>5.</c> and <c>+1</c> are allowed.</summary>
    public static bool TryNumber(string text, out JsonValue number)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        number = double.NaN;
        if (text.AsSpan().TrimStart('-').Equals("nan", StringComparison.OrdinalIgnoreCase) && text.Length <= 4)
        {
            return true;
        }

        var hasDigit = false;
        foreach (var c in text)
        {
            hasDigit |= char.IsAsciiDigit(c);
            if (!char.IsAsciiDigit(c) && c is not ('+' or '-' or '.' or 'e' or 'E'))
            {
                return false;
            }
        }

        if (!hasDigit || !double.TryParse(text, Style, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        number = JsonReader.ReadNumber(text);
        return true;
    }

    /// <summary>Reads what strict JSON refuses and jq takes, and explains the rest in jq's words.</summary>
    private sealed class LenientReader(string text)
    {
        private int _at;
        private int _depth;

        public JsonValue Read()
        {
            SkipBlanks();
            if (_at == text.Length)
            {
                return default;
            }

            var value = Value();
            SkipBlanks();
            return _at == text.Length ? value : throw Fail("Unexpected extra JSON values", atEnd: false, showPlace: false);
        }

        private JsonValue Value()
        {
            SkipBlanks();
            switch (Peek())
            {
                case '{':
                    return Members();
                case '[':
                    return Items();
                case '"':
                    return Text();
                case '\'':
                    _at++;
                    while (_at < text.Length && text[_at] != '\'')
                    {
                        _at++;
                    }

                    _at += 2;
                    throw Fail("Invalid string literal; expected \", but got '", atEnd: false);
                case '\0' when _at == text.Length:
                    throw Fail("Unfinished JSON term", atEnd: true);
                default:
                    return Word();
            }
        }

        private JsonValue Items()
        {
            Open();
            var items = new List<JsonValue>();
            SkipBlanks();
            while (Peek() != ']')
            {
                items.Add(Value());
                SkipBlanks();
                if (Peek() == ',')
                {
                    _at++;
                    SkipBlanks();
                    if (Peek() == ']')
                    {
                        throw Fail("Expected another array element", atEnd: false);
                    }
                }
                else if (Peek() != ']')
                {
                    throw Fail(_at == text.Length ? "Unfinished JSON term" : "Expected separator between values", atEnd: _at == text.Length);
                }
            }

            _at++;
            _depth--;
            return JsonArray.Own([.. items]);
        }

        private JsonValue Members()
        {
            Open();
            var members = new JsonObject.Builder();
            SkipBlanks();
            while (Peek() != '}')
            {
                var key = Value();
                SkipBlanks();
                if (!key.IsString || Peek() != ':')
                {
                    throw Fail(_at == text.Length ? "Unfinished JSON term" : "Object keys must be strings", atEnd: _at == text.Length);
                }

                _at++;
                members.Set(key.String, Value());
                SkipBlanks();
                if (Peek() == ',')
                {
                    _at++;
                    SkipBlanks();
                }
                else if (Peek() != '}')
                {
                    throw Fail(_at == text.Length ? "Unfinished JSON term" : "Expected separator between values", atEnd: _at == text.Length);
                }
            }

            _at++;
            _depth--;
            return members.Build();
        }

        private JsonValue Text()
        {
            var start = _at++;
            while (_at < text.Length && text[_at] != '"')
            {
                _at += text[_at] == '\\' ? 2 : 1;
            }

            if (_at >= text.Length)
            {
                _at = text.Length;
                throw Fail("Unfinished string", atEnd: true);
            }

            _at++;
            try
            {
                return JsonReader.Read(Escaped(text[start.._at]));
            }
            catch (JsonSyntaxException)
            {
                throw Fail("Invalid escape", atEnd: false);
            }
        }

        /// <summary>jq takes control characters in strings as they are.</summary>
        private static string Escaped(string quoted)
        {
            var plain = new StringBuilder(quoted.Length);
            foreach (var c in quoted)
            {
                plain.Append(c < ' ' ? $"\\u{(int)c:x4}" : c.ToString());
            }

            return plain.ToString();
        }

        private JsonValue Word()
        {
            var start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '+' or '-' or '.'))
            {
                _at++;
            }

            var word = text[start.._at];
            if (word is "true" or "false")
            {
                return word == "true";
            }

            if (word == "null")
            {
                return default;
            }

            if (word.TrimStart('-') is var bare && bare.Equals("Infinity", StringComparison.OrdinalIgnoreCase))
            {
                return word[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            }

            if (TryNumber(word, out var number))
            {
                return number;
            }

            if (word.Length == 0)
            {
                _at++;
            }

            throw Fail("Invalid numeric literal", atEnd: _at >= text.Length);
        }

        private void Open()
        {
            _at++;
            if (++_depth > JsonReader.MaxDepth)
            {
                throw Fail("Exceeds depth limit for parsing", atEnd: false);
            }

            if ((_depth & 63) == 63)
            {
                JsonWriter.EnsureStack();
            }
        }

        private char Peek() => _at < text.Length ? text[_at] : '\0';

        private void SkipBlanks()
        {
            while (_at < text.Length && (text[_at] is ' ' or '\t' or '\r' or '\n' or '\uFEFF'))
            {
                _at++;
            }
        }

        private JqException Fail(string problem, bool atEnd, bool showPlace = true)
        {
            var read = text.AsSpan(0, Math.Min(_at, text.Length));
            var line = read.Count('\n') + 1;
            var column = Encoding.UTF8.GetByteCount(read[(read.LastIndexOf('\n') + 1)..]);
            var place = showPlace ? $" at {(atEnd ? "EOF at " : "")}line {line}, column {column}" : "";
            var shown = text.Length > ShownText ? string.Concat(text.AsSpan(0, ShownText), "...") : text;
            return new JqException($"{problem}{place} (while parsing '{shown}')");
        }
    }
}
