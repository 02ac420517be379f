using System.Text;
using System.Text.RegularExpressions;
using Continuo.Workflows.Documents.Syntax;

namespace Continuo.Workflows.Documents.Import;

/// <summary>Changes of a YAML text in place, collected first and made at once. Whether they did what they should is for the caller to check.</summary>
internal sealed class TextEdits(string text)
{
    private readonly string[] _lines = text.Split('\n');
    private readonly List<(int At, int Remove, string Insert)> _edits = [];
    private readonly List<(Regex Find, string Replace)> _everywhere = [];
    private int[]? _starts;

    /// <summary>An object becomes a list of objects with one key each.</summary>
    public void ToList(SourceMap map)
    {
        if (map.Members.Count == 0)
        {
            Replace(Offset(map.Position), "{}", "[]");
        }
        else if (CharAt(Offset(map.Position)) == '{')
        {
            FlowToList(map);
        }
        else
        {
            BlockToList(map);
        }
    }

    /// <summary>Replaces the first <paramref name="old"/> at or after a place on its line.</summary>
    public void Replace(TextPosition at, string old, string with) => Replace(Offset(at), old, with);

    public void ReplaceEverywhere(Regex find, string with)
    {
        if (!_everywhere.Exists(one => ReferenceEquals(one.Find, find)))
        {
            _everywhere.Add((find, with));
        }
    }

    /// <summary>Adds a member to an object that has some.</summary>
    public void AddFirst(SourceMap map, string member)
    {
        var at = Offset(map.Position);
        _edits.Add(CharAt(at) == '{' ? (at + 1, 0, $" {member},") : (at, 0, $"{member}\n{new string(' ', map.Position.Column - 1)}"));
    }

    public string Apply()
    {
        var result = new StringBuilder(text);

        // From the end, so that places before stay true; what is inserted at one place keeps its order.
        foreach (var (at, remove, insert) in _edits.Select((edit, i) => (edit, i)).OrderByDescending(one => one.edit.At).ThenByDescending(one => one.i).Select(one => one.edit))
        {
            result.Remove(at, remove).Insert(at, insert);
        }

        return _everywhere.Aggregate(result.ToString(), (edited, one) => one.Find.Replace(edited, one.Replace));
    }

    private void BlockToList(SourceMap map)
    {
        var last = EndOf(map);
        for (var i = 0; i < map.Members.Count; i++)
        {
            var at = map.Members[i].KeyPosition;
            _edits.Add((Offset(at), 0, "- "));
            var end = i + 1 < map.Members.Count ? map.Members[i + 1].KeyPosition.Line - 1 : last;

            // Comments above the next member are that member's, and stand as deep as it does.
            while (i + 1 < map.Members.Count && end > at.Line && _lines[end - 1].TrimStart() is "" or ['#', ..])
            {
                end--;
            }

            for (var line = at.Line + 1; line <= end; line++)
            {
                if (!string.IsNullOrWhiteSpace(_lines[line - 1]))
                {
                    _edits.Add((Offset(new TextPosition(line, 1)), 0, "  "));
                }
            }
        }
    }

    /// <summary>The last line that belongs to an object in block style.</summary>
    private int EndOf(SourceMap map)
    {
        var (line, indent) = (map.Members[^1].KeyPosition.Line, map.Position.Column - 1);
        var end = line;
        for (; line < _lines.Length; line++)
        {
            var next = _lines[line];
            if (string.IsNullOrWhiteSpace(next))
            {
                continue;
            }

            if (next.Length - next.TrimStart().Length < indent || next.StartsWith("---", StringComparison.Ordinal))
            {
                break;
            }

            end = line + 1;
        }

        return end;
    }

    private void FlowToList(SourceMap map)
    {
        var start = Offset(map.Position);
        _edits.Add((start, 0, "["));
        foreach (var member in map.Members.Skip(1))
        {
            var key = Offset(member.KeyPosition);
            var comma = text.LastIndexOf(',', key);
            _edits.Add((Math.Max(comma, 0), 0, " }"));
            _edits.Add((key, 0, "{ "));
        }

        _edits.Add((Closing(start) + 1, 0, "]"));
    }

    /// <summary>The brace that closes the one at a place.</summary>
    private int Closing(int start)
    {
        var (depth, quote) = (0, '\0');
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                i += c == '\\' && quote == '"' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' && text[i - 1] is ' ' or '{' or '[' or ',' or ':')
            {
                quote = c;
            }
            else if (c is '{' or '}')
            {
                depth += c == '{' ? 1 : -1;
                if (depth == 0)
                {
                    return i;
                }
            }
        }

        return text.Length - 1;
    }

    private void Replace(int at, string old, string with)
    {
        var found = text.IndexOf(old, at, StringComparison.Ordinal);
        if (found >= 0)
        {
            _edits.Add((found, old.Length, with));
        }
    }

    private char CharAt(int at) => at < text.Length ? text[at] : '\0';

    private int Offset(TextPosition at)
    {
        _starts ??= Starts();
        return Math.Min(_starts[Math.Min(at.Line, _starts.Length) - 1] + at.Column - 1, text.Length);
    }

    private int[] Starts()
    {
        var (starts, start) = (new int[_lines.Length], 0);
        for (var i = 0; i < _lines.Length; i++)
        {
            starts[i] = start;
            start += _lines[i].Length + 1;
        }

        return starts;
    }
}
