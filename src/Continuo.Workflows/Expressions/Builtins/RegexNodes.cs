using System.Text;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

internal enum RegexUse
{
    Match,
    Test,
    Capture,
    Scan,
    Split,
    Splits,
}

/// <summary><c>match</c>, <c>test</c>, <c>capture</c>, <c>scan</c>, <c>split/2</c>, <c>splits</c>. The pattern varies slowest.</summary>
internal sealed class RegexNode : Node
{
    private readonly RegexCell _cell = new();
    private readonly RegexUse _use;
    private readonly Node _pattern;
    private readonly Node _flags;

    public RegexNode(RegexUse use, Node pattern, Node? flags)
    {
        (_use, _pattern, _flags) = (use, pattern, flags ?? new LiteralNode(default));
        var isSingle = use is RegexUse.Test or RegexUse.Split && _pattern.IsOne && _flags.IsOne;
        Cardinality = isSingle ? Cardinality.One : Cardinality.Many;
        Escape = Math.Min(_pattern.Escape, _flags.Escape);
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var pattern = _pattern.One(machine, env, input);
        var (matches, text) = Start(machine, input, pattern, _flags.One(machine, env, input));
        return _use is RegexUse.Test ? matches.IsMatch() : JsonArray.Own([.. Pieces(matches, text)]);
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var none = path is null ? null : PathTo.None;
        if (IsOne)
        {
            return sink.Emit(One(machine, env, input), none);
        }

        return _pattern.Run(machine, env, input, null, new Each((pattern, _) =>
            _flags.Run(machine, env, input, null, new Each((flags, _) => Emit(machine, input, pattern, flags, none, sink)))));
    }

    private bool Emit(Machine machine, JsonValue input, JsonValue pattern, JsonValue flags, PathTo? none, Sink sink)
    {
        var (matches, text) = Start(machine, input, pattern, flags);
        switch (_use)
        {
            case RegexUse.Test:
                return sink.Emit(matches.IsMatch(), none);
            case RegexUse.Split:
                return sink.Emit(JsonArray.Own([.. Pieces(matches, text)]), none);
            case RegexUse.Splits:
                foreach (var piece in Pieces(matches, text))
                {
                    if (!sink.Emit(piece, none))
                    {
                        return false;
                    }
                }

                return true;
        }

        for (var match = matches.Next(null); match is not null; match = IsGlobal(pattern, flags) ? matches.Next(match) : null)
        {
            machine.Step();
            var value = _use switch
            {
                RegexUse.Match => matches.ToJson(match),
                RegexUse.Capture => matches.ToCaptures(match),
                _ => matches.ToScan(match),
            };
            if (!sink.Emit(value, none))
            {
                return false;
            }
        }

        return true;
    }

    private (RegexMatches Matches, string Text) Start(Machine machine, JsonValue input, JsonValue pattern, JsonValue flags)
    {
        machine.At = Offset;
        Secrets.Refuse(input, "match it");
        Secrets.Refuse(pattern, "match with it");
        var text = input.AsString ?? throw new JqException($"{JqText.Describe(input)} cannot be matched, as it is not a string");
        return (new RegexMatches(machine, _cell.Get(pattern, flags, text), text), text);
    }

    private bool IsGlobal(JsonValue pattern, JsonValue flags)
    {
        var given = pattern.AsArray is { Count: > 1 } both ? both[1] : flags;
        return _use is RegexUse.Scan || given.AsString?.Contains('g', StringComparison.Ordinal) == true;
    }

    private static List<JsonValue> Pieces(RegexMatches matches, string text)
    {
        var pieces = new List<JsonValue>();
        var start = 0;
        for (var match = matches.Next(null); match is not null; match = matches.Next(match))
        {
            pieces.Add(text[start..match.Index]);
            start = match.Index + match.Length;
        }

        pieces.Add(text[start..]);
        return pieces;
    }
}

/// <summary><c>sub</c> and <c>gsub</c>. The n-th results of the replacement for all matches make the n-th result.</summary>
internal sealed class SubstituteNode : Node
{
    private readonly RegexCell _cell = new();
    private readonly Node _pattern;
    private readonly Node _replacement;
    private readonly Node _flags;
    private readonly bool _isGlobal;

    public SubstituteNode(Node pattern, Node replacement, Node? flags, bool isGlobal)
    {
        (_pattern, _replacement, _flags, _isGlobal) = (pattern, replacement, flags ?? new LiteralNode(default), isGlobal);
        Escape = Math.Min(pattern.Escape, Math.Min(replacement.Escape, _flags.Escape));
        Cardinality = pattern.IsOne && replacement.IsOne && _flags.IsOne ? Cardinality.One : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input)
    {
        var pattern = _pattern.One(machine, env, input);
        var (matches, text, isGlobal) = Start(machine, input, pattern, _flags.One(machine, env, input));
        StringBuilder? made = null;
        var start = 0;
        for (var match = matches.Next(null); match is not null; match = isGlobal ? matches.Next(match) : null)
        {
            made ??= new StringBuilder();
            var insert = _replacement.One(machine, env, matches.ToCaptures(match));
            Append(machine, made, text.AsSpan(start, match.Index - start), insert);
            start = match.Index + match.Length;
        }

        return made is null ? input : made.Append(text, start, text.Length - start).ToString();
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        var none = path is null ? null : PathTo.None;
        if (IsOne)
        {
            return sink.Emit(One(machine, env, input), none);
        }

        return _pattern.Run(machine, env, input, null, new Each((pattern, _) =>
            _flags.Run(machine, env, input, null, new Each((flags, _) => Emit(machine, env, input, pattern, flags, none, sink)))));
    }

    private bool Emit(Machine machine, Env env, JsonValue input, JsonValue pattern, JsonValue flags, PathTo? none, Sink sink)
    {
        var (matches, text, isGlobal) = Start(machine, input, pattern, flags);
        var made = new List<StringBuilder>();
        var start = 0;
        for (var match = matches.Next(null); match is not null; match = isGlobal ? matches.Next(match) : null)
        {
            var at = 0;
            var from = start;
            var goesOn = _replacement.Run(machine, env, matches.ToCaptures(match), null, new Each((insert, _) =>
            {
                if (at == made.Count)
                {
                    made.Add(new StringBuilder());
                }

                Append(machine, made[at++], text.AsSpan(from, match.Index - from), insert);
                return true;
            }));
            if (!goesOn)
            {
                return false;
            }

            start = match.Index + match.Length;
        }

        if (made.Count == 0)
        {
            return sink.Emit(input, none);
        }

        foreach (var text1 in made)
        {
            if (!sink.Emit(text1.Append(text, start, text.Length - start).ToString(), none))
            {
                return false;
            }
        }

        return true;
    }

    private (RegexMatches Matches, string Text, bool IsGlobal) Start(Machine machine, JsonValue input, JsonValue pattern, JsonValue flags)
    {
        machine.At = Offset;
        Secrets.Refuse(input, "match it");
        Secrets.Refuse(pattern, "match with it");
        var text = input.AsString ?? throw new JqException($"{JqText.Describe(input)} cannot be matched, as it is not a string");
        var regex = _cell.Get(pattern, flags, text);
        return (new RegexMatches(machine, regex, text), text, _isGlobal || regex.IsGlobal);
    }

    private void Append(Machine machine, StringBuilder made, ReadOnlySpan<char> gap, JsonValue insert)
    {
        machine.At = Offset;
        machine.Step();
        made.Append(gap);
        if (!insert.IsString)
        {
            Secrets.Refuse(insert, "insert it");
            throw new JqException($"{JqText.Describe(made.ToString())} and {JqText.Describe(insert)} cannot be added");
        }

        machine.EnsureSize((long)made.Length + insert.String.Length);
        made.Append(insert.String);
    }
}
