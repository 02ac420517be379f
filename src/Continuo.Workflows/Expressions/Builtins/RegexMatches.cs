using System.Text.RegularExpressions;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>The matches of a regex in a text, counted in code points.</summary>
internal sealed class RegexMatches(Machine machine, ReadyRegex regex, string text)
{
    private static readonly JsonObject.Shape s_match = new(["offset", "length", "string", "captures"]);
    private static readonly JsonObject.Shape s_capture = new(["offset", "length", "string", "name"]);

    private int _counted;
    private int _countedUnits;

    public bool IsMatch()
    {
        if (regex.SkipsEmpty)
        {
            return Next(null) is not null;
        }

        Count();
        try
        {
            return regex.Regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
    }

    /// <summary>The first match, or the one after <paramref name="last"/>; null when there is none.</summary>
    public Match? Next(Match? last)
    {
        Count();
        try
        {
            var match = last is null ? regex.Regex.Match(text) : last.NextMatch();
            while (match.Success && IsUnwanted(match))
            {
                machine.Step();
                match = match.NextMatch();
            }

            // .NET's engine can step back after lazy loops over empty groups: a match before the last one's end is none.
            return match.Success && (last is null || match.Index >= last.Index + last.Length) ? match : null;
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
    }

    public JsonValue ToJson(Match match)
    {
        var captures = new JsonValue[regex.Names.Count];
        for (var i = 0; i < captures.Length; i++)
        {
            var group = match.Groups[i + 1];
            var name = regex.Names[i];
            captures[i] = s_capture.Make(group.Success
                ? [Offset(group.Index), JqText.CodePoints(group.Value), group.Value, name]
                : [-1, 0, default, name]);
        }

        return s_match.Make([Offset(match.Index), JqText.CodePoints(match.Value), match.Value, JsonArray.Own(captures)]);
    }

    /// <summary>The named groups as an object.</summary>
    public JsonObject ToCaptures(Match match)
    {
        var captures = new JsonObject.Builder();
        for (var i = 0; i < regex.Names.Count; i++)
        {
            if (regex.Names[i] is { } name)
            {
                captures.Set(name, match.Groups[i + 1] is { Success: true } group ? group.Value : default(JsonValue));
            }
        }

        return captures.Build();
    }

    /// <summary>The match, or the array of its groups when it has some.</summary>
    public JsonValue ToScan(Match match)
    {
        if (regex.Names.Count == 0)
        {
            return match.Value;
        }

        var groups = new JsonValue[regex.Names.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = match.Groups[i + 1] is { Success: true } group ? group.Value : default(JsonValue);
        }

        return JsonArray.Own(groups);
    }

    /// <summary>An empty match is not wanted when the flags say so, nor between the two halves of a character.</summary>
    private bool IsUnwanted(Match match) =>
        match.Length == 0 && (regex.SkipsEmpty || (match.Index > 0 && match.Index < text.Length && char.IsSurrogatePair(text, match.Index - 1)));

    /// <summary>Matches come in order, so counting goes on from the last one.</summary>
    private int Offset(int units)
    {
        if (units < _countedUnits)
        {
            return JqText.CodePoints(text[..units]);
        }

        _counted += JqText.CodePoints(text[_countedUnits..units]);
        _countedUnits = units;
        return _counted;
    }

    private void Count() => machine.Walk(32 + text.Length);

    private static JqException TooLong() =>
        new("the regex takes too long on this text: avoid repeats within repeats (limit: regex time)") { IsLimit = true };
}
