using System.Globalization;
using System.Text;

namespace Continuo.Workflows.Schemas.Patterns;

/// <summary>Translates a regular expression of ECMA-262, Unicode mode, to one of .NET that matches the same.</summary>
/// <remarks>
/// Groups are numbered as ECMA-262 does and kept only when the pattern refers back to one. As most implementations do, it lets pass what
/// Unicode mode forbids without need: a lone <c>]</c>, <c>{</c> or <c>}</c>, and escaped punctuation.
/// </remarks>
internal sealed class EcmaPattern(string source, bool hasPairs)
{
    private const string WordBoundary = "(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))";
    private const string NoBoundary = "(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))";

    private readonly StringBuilder _text = new();
    private readonly EcmaEscapes _escapes = new(source);
    private readonly EcmaClasses _classes = new(source);
    private readonly Stack<bool> _groups = new();
    private (int Count, Dictionary<string, int> Names, bool HasReferences) _survey;
    private int _group;
    private int _at;

    /// <exception cref="FormatException">The pattern is wrong; says where.</exception>
    public string Translate()
    {
        _survey = EcmaSurvey.Of(source);
        var canRepeat = false;
        while (_at < source.Length)
        {
            canRepeat = Next(canRepeat);
        }

        return _groups.Count == 0 ? _text.ToString() : throw Wrong("a group is not closed with ')'");
    }

    /// <summary>Translates one element; returns whether a quantifier may follow.</summary>
    private bool Next(bool canRepeat)
    {
        var c = source[_at];
        switch (c)
        {
            case '\\':
                return Escape();
            case '[':
                _text.Append(_classes.Read(ref _at).Translate(hasPairs));
                return true;
            case '(':
                OpenGroup();
                return false;
            case ')':
                _at++;
                _text.Append(')');
                return _groups.TryPop(out var isQuantifiable) ? isQuantifiable : throw Wrong("')' closes no group");
            case '.':
                _at++;
                _text.Append(CharacterSet.Dot.Translate(hasPairs));
                return true;
            case '$':
                _at++;
                _text.Append(@"\z");
                return false;
            case '^' or '|':
                _at++;
                _text.Append(c);
                return false;
            case '*' or '+' or '?':
                return Repeat(canRepeat, c.ToString());
            case '{' when Quantifier() is { } quantifier:
                return Repeat(canRepeat, quantifier);
            default:
                AppendCharacter(_escapes.ReadCodePoint(ref _at));
                return true;
        }
    }

    private bool Repeat(bool canRepeat, string quantifier)
    {
        if (!canRepeat)
        {
            throw Wrong($"{quantifier} has nothing to repeat");
        }

        _text.Append(quantifier);
        _at += quantifier.Length;
        if (_at < source.Length && source[_at] == '?')
        {
            _text.Append('?');
            _at++;
        }

        return false;
    }

    /// <summary>The quantifier in braces that begins here, or null when the brace is only a character.</summary>
    private string? Quantifier()
    {
        var end = source.IndexOf('}', _at);
        if (end < 0)
        {
            return null;
        }

        var bounds = source[(_at + 1)..end].Split(',');
        if (bounds.Length > 2 || bounds[0].Length == 0 || bounds.Any(bound => bound.Any(c => !char.IsAsciiDigit(c))))
        {
            return null;
        }

        if (bounds.Any(bound => bound.Length > 9))
        {
            throw Wrong("a repetition is too large");
        }

        return source[_at..(end + 1)];
    }

    private void OpenGroup()
    {
        var isQuantifiable = true;
        if (_at + 1 >= source.Length || source[_at + 1] != '?')
        {
            OpenCapture();
            _at++;
        }
        else if (Starts("(?:"))
        {
            _text.Append("(?:");
            _at += 3;
        }
        else if (Starts("(?=") || Starts("(?!"))
        {
            _text.Append(source, _at, 3);
            _at += 3;
            isQuantifiable = false;
        }
        else if (Starts("(?<=") || Starts("(?<!"))
        {
            _text.Append(source, _at, 4);
            _at += 4;
            isQuantifiable = false;
        }
        else if (Starts("(?<"))
        {
            OpenCapture();
            _at = source.IndexOf('>', _at) + 1;
        }
        else
        {
            throw Wrong("this kind of group is not known to ECMA-262");
        }

        _groups.Push(isQuantifiable);
    }

    private void OpenCapture()
    {
        _group++;
        _text.Append(_survey.HasReferences ? string.Create(CultureInfo.InvariantCulture, $"(?<{_group}>") : "(?:");
    }

    private bool Escape()
    {
        var next = _at + 1 < source.Length ? source[_at + 1] : throw Wrong("a lone \\ stands at the end");
        switch (next)
        {
            case 'b' or 'B':
                _at += 2;
                _text.Append(next == 'b' ? WordBoundary : NoBoundary);
                return false;
            case 'k':
                var end = Starts(@"\k<") ? source.IndexOf('>', _at) : -1;
                if (end < 0 || !_survey.Names.TryGetValue(source[(_at + 3)..end], out var named))
                {
                    throw Wrong("\\k names no group");
                }

                _at = end + 1;
                AppendReference(named);
                return true;
            case >= '1' and <= '9':
                var start = ++_at;
                while (_at < source.Length && char.IsAsciiDigit(source[_at]))
                {
                    _at++;
                }

                var number = _at - start < 6 ? int.Parse(source.AsSpan(start, _at - start), CultureInfo.InvariantCulture) : int.MaxValue;
                AppendReference(number <= _survey.Count ? number : throw Wrong($"there is no group {source[start.._at]}"));
                return true;
            default:
                if (_escapes.ReadSet(ref _at) is { } set)
                {
                    _text.Append(set.Translate(hasPairs));
                }
                else
                {
                    AppendCharacter(_escapes.ReadCharacter(ref _at, isInClass: false));
                }

                return true;
        }
    }

    /// <summary>A group that took no part yet matches nothing in .NET, and the empty text in ECMA-262.</summary>
    private void AppendReference(int group) => _text.Append(CultureInfo.InvariantCulture, $@"(?({group})\k<{group}>)");

    private void AppendCharacter(int codePoint)
    {
        var set = new CharacterSet();
        if (codePoint > 0xFFFF)
        {
            set.Add(codePoint, codePoint);
            _text.Append(set.Translate(hasPairs));
        }
        else if (char.IsAsciiLetterOrDigit((char)codePoint))
        {
            _text.Append((char)codePoint);
        }
        else
        {
            _text.Append(CultureInfo.InvariantCulture, $@"\u{codePoint:X4}");
        }
    }

    private bool Starts(string text) => string.CompareOrdinal(source, _at, text, 0, text.Length) == 0;

    private FormatException Wrong(string problem) => EcmaEscapes.Wrong(problem, _at);
}
