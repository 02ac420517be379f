namespace Continuo.Workflows.Expressions.Builtins;

internal sealed partial class RegexSyntax
{
    private void Escape()
    {
        if (_at + 1 == _pattern.Length)
        {
            throw new FormatException("end pattern at escape");
        }

        var c = _pattern[_at + 1];
        switch (c)
        {
            case 'h':
                Replace(2, "[0-9a-fA-F]");
                break;
            case 'H':
                Replace(2, "[^0-9a-fA-F]");
                break;
            case 'R':
                Replace(2, "(?>\\r\\n|[\\n\\v\\f\\r\\u0085\\u2028\\u2029])");
                break;
            case 'X':
                Replace(2, "(?>\\r\\n|\\P{M}\\p{M}*)");
                break;
            case 'k' when _at + 2 < _pattern.Length && _pattern[_at + 2] is '<' or '\'':
                Reference();
                break;
            case 'x' when Ahead("\\x{"):
                var end = _pattern.IndexOf('}', _at);
                var digits = end < 0 ? "" : _pattern[(_at + 3)..end];
                Replace(digits.Length + 4, RegexClass.CodePoint(digits));
                break;
            case 'p' or 'P' when Ahead("{", 2):
                var close = _pattern.IndexOf('}', _at);
                var name = close < 0 ? throw new FormatException("invalid character property name {}") : _pattern[(_at + 3)..close];
                Replace(name.Length + 4, RegexClass.Property(name, c == 'P', inClass: false));
                break;
            case 'K' or 'g' or 'G' or 'y' or 'Y' or 'O' or 'N':
                throw new FormatException($"\\{c} is not supported");
            case >= '1' and <= '9':
                _references.Add((_pattern[(_at + 1)..(_at + 2)], _out.Length));
                _out.Append("\\k<").Append(c).Append('>');
                _at += 2;
                break;
            default:
                Take(char.IsSurrogate(c) || (char.IsAsciiLetterOrDigit(c) && !"abdefnrstuvwxABDSWZz0".Contains(c, StringComparison.Ordinal)) ? -2 : 2);
                break;
        }
    }

    private void Reference()
    {
        var close = _pattern[_at + 2] == '<' ? '>' : '\'';
        var end = _pattern.IndexOf(close, _at + 3);
        var name = end < 0 ? throw new FormatException("invalid backref number/name") : _pattern[(_at + 3)..end];
        _references.Add((name, _out.Length));
        _out.Append("\\k<").Append(name).Append('>');
        _at = end + 1;
    }

    /// <summary>Names become numbers once all groups are known: a reference may come before its group.</summary>
    private void ResolveReferences()
    {
        for (var i = _references.Count - 1; i >= 0; i--)
        {
            var (name, at) = _references[i];
            var number = int.TryParse(name, out var given) ? given : _names.LastIndexOf(name) + 1;
            if (number < 1 || number > _names.Count)
            {
                throw new FormatException(int.TryParse(name, out _) ? "invalid backref number/name" : $"undefined name <{name}> reference");
            }

            _out.Remove(at + 3, name.Length).Insert(at + 3, number);
        }
    }
}
