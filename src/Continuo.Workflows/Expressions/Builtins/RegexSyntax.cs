using System.Text;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>A pattern in Oniguruma's syntax (its Perl flavour, which jq uses) written for .NET's engine.</summary>
/// <remarks>
/// .NET numbers named groups behind the unnamed ones; jq shows groups in the order of their parentheses. So every group gets its
/// position as its name, and the real names are kept beside.
/// </remarks>
internal sealed partial class RegexSyntax
{
    private readonly string _pattern;
    private readonly bool _isExtended;
    private readonly bool _hasPairs;
    private readonly StringBuilder _out = new();
    private readonly List<string?> _names = [];
    private readonly List<(string Name, int At)> _references = [];
    private readonly Stack<int> _groups = new();
    private int _at;
    private int _atom;

    private RegexSyntax(string pattern, bool isExtended, bool hasPairs)
    {
        _pattern = pattern;
        _isExtended = isExtended;
        _hasPairs = hasPairs;
    }

    /// <summary>The names of the capturing groups in order, null for those without.</summary>
    public IReadOnlyList<string?> Names => _names;

    public string Text => _out.ToString();

    /// <summary>How many parts may repeat without bound: with two or more a backtracking engine can take very long.</summary>
    public int Loops { get; private set; }

    /// <param name="pattern">The pattern.</param>
    /// <param name="isExtended">Blanks and comments in it are ignored.</param>
    /// <param name="hasPairs">The text holds characters beyond U+FFFF, which .NET sees as two.</param>
    /// <exception cref="FormatException">The pattern is wrong; says how.</exception>
    public static RegexSyntax Translate(string pattern, bool isExtended, bool hasPairs)
    {
        var syntax = new RegexSyntax(pattern, isExtended, hasPairs);
        while (syntax._at < pattern.Length)
        {
            syntax.Next();
        }

        if (syntax._groups.Count > 0)
        {
            throw new FormatException("end pattern with unmatched parenthesis");
        }

        syntax.ResolveReferences();
        return syntax;
    }

    private void Next()
    {
        var c = _pattern[_at];
        switch (c)
        {
            case '\\':
                _atom = _out.Length;
                Escape();
                break;
            case '[':
                _atom = _out.Length;
                _at++;
                AppendClass(new RegexClass(_pattern, ref _at));
                break;
            case '(':
                Open();
                break;
            case ')':
                if (!_groups.TryPop(out _atom))
                {
                    throw new FormatException("unmatched close parenthesis");
                }

                Take(1);
                break;
            case '.' when _hasPairs:
                _atom = _out.Length;
                _at++;
                _out.Append("(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|.)");
                break;
            case '*' or '+' or '?':
                Take(1);
                Quantified(c != '?');
                break;
            case '{':
                Repeat();
                break;
            case '#' when _isExtended:
                while (_at < _pattern.Length && _pattern[_at] != '\n')
                {
                    _at++;
                }

                break;
            default:
                Literal(c);
                break;
        }
    }

    private void Literal(char c)
    {
        if (c is '|')
        {
            Take(1);
            return;
        }

        _atom = _out.Length;
        if (char.IsHighSurrogate(c) && _at + 1 < _pattern.Length && char.IsLowSurrogate(_pattern[_at + 1]))
        {
            _out.Append("(?:").Append(_pattern, _at, 2).Append(')');
            _at += 2;
            return;
        }

        Take(1);
    }

    private void Open()
    {
        _groups.Push(_out.Length);
        if (!Ahead("(?"))
        {
            _names.Add(null);
            _out.Append("(?<").Append(_names.Count).Append('>');
            _at++;
            return;
        }

        if (Ahead("(?#"))
        {
            _groups.Pop();
            var end = _pattern.IndexOf(')', _at);
            _at = end < 0 ? throw new FormatException("end pattern in group") : end + 1;
            return;
        }

        var isNamed = (Ahead("(?<") && !Ahead("(?<=") && !Ahead("(?<!")) || Ahead("(?P<");
        if (isNamed)
        {
            var start = _pattern.IndexOf('<', _at) + 1;
            var end = _pattern.IndexOf('>', start);
            if (end <= start || !char.IsLetter(_pattern[start]) && _pattern[start] != '_')
            {
                throw new FormatException("group name is empty or invalid");
            }

            _names.Add(_pattern[start..end]);
            _out.Append("(?<").Append(_names.Count).Append('>');
            _at = end + 1;
            return;
        }

        OpenSpecial();
    }

    private void OpenSpecial()
    {
        foreach (var known in (ReadOnlySpan<string>)["(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"])
        {
            if (Ahead(known))
            {
                Take(known.Length);
                return;
            }
        }

        // Options: (?imsx-imsx) or (?i:...). The letters mean the same here as in Perl.
        var end = _at + 2;
        while (end < _pattern.Length && _pattern[end] is 'i' or 'm' or 's' or 'x' or '-')
        {
            end++;
        }

        if (end == _pattern.Length || end == _at + 2 || _pattern[end] is not (')' or ':'))
        {
            throw new FormatException("undefined group option");
        }

        Take(end - _at + 1);
        if (_pattern[end] == ')')
        {
            _groups.Pop();
        }
    }

    private void Repeat()
    {
        var end = _pattern.IndexOf('}', _at);
        var body = end < 0 ? "" : _pattern[(_at + 1)..end];
        var parts = body.Split(',');
        var isRepeat = parts.Length is 1 or 2 && body != "," && body.Length > 0 && Array.TrueForAll(parts, p => p.All(char.IsAsciiDigit));
        if (!isRepeat)
        {
            _atom = _out.Length;
            _out.Append("\\{");
            _at++;
            return;
        }

        if (parts.Any(p => p.Length > 6))
        {
            throw new FormatException("too big number in repeat range");
        }

        _out.Append('{').Append(parts[0].Length == 0 ? "0" : parts[0]).Append(body[parts[0].Length..]).Append('}');
        _at = end + 1;
        Quantified(parts.Length == 2 && parts[1].Length == 0, isCounted: true);
    }

    /// <summary>Behind a quantifier: <c>?</c> makes it lazy, <c>+</c> possessive, which .NET writes as an atomic group.</summary>
    private void Quantified(bool isLoop, bool isCounted = false)
    {
        Loops += isLoop ? 1 : 0;
        if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            Take(1);
        }
        else if (_at < _pattern.Length && _pattern[_at] == '+' && !isCounted)
        {
            _at++;
            _out.Insert(_atom, "(?>").Append(')');
        }
        else if (_at < _pattern.Length && _pattern[_at] is '*' or '+' or '?')
        {
            // A quantifier of a quantifier: .NET wants a group in between.
            _out.Insert(_atom, "(?:").Append(')');
        }
    }

    private void AppendClass(RegexClass set) => _out.Append(_hasPairs && set.IsNegated
        ? $"(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|{set.Text})"
        : set.Text);

    private bool Ahead(string text, int skip = 0) => string.CompareOrdinal(_pattern, _at + skip, text, 0, text.Length) == 0;

    /// <param name="length">What to copy; negative to drop the backslash before it, because the letter has no meaning.</param>
    private void Take(int length)
    {
        if (length < 0)
        {
            _out.Append(_pattern, _at + 1, 1);
            _at += 2;
            return;
        }

        _out.Append(_pattern, _at, length);
        _at += length;
    }

    private void Replace(int length, string text)
    {
        _out.Append(text);
        _at += length;
    }
}
