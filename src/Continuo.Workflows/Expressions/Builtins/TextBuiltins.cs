using System.Text;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Builtins for strings.</summary>
internal static class TextBuiltins
{
    public static Dictionary<string, Native> All { get; } = new()
    {
        ["startswith/1"] = new((_, x, part) => Both(x, part, "startswith").StartsWith(part.String, StringComparison.Ordinal)) { Name = "startswith" },
        ["endswith/1"] = new((_, x, part) => Both(x, part, "endswith").EndsWith(part.String, StringComparison.Ordinal)) { Name = "endswith" },
        ["ltrimstr/1"] = new((_, x, part) => TrimStart(x, part)) { Name = "ltrimstr" },
        ["rtrimstr/1"] = new((_, x, part) => TrimEnd(x, part)) { Name = "rtrimstr" },
        ["trimstr/1"] = new((_, x, part) => TrimEnd(TrimStart(x, part), part)) { Name = "trimstr" },
        ["trim/0"] = new((_, x) => Trim(x, true, true)) { Name = "trim" },
        ["ltrim/0"] = new((_, x) => Trim(x, true, false)) { Name = "ltrim" },
        ["rtrim/0"] = new((_, x) => Trim(x, false, true)) { Name = "rtrim" },
        ["split/1"] = new(Split) { Name = "split" },
        ["join/1"] = new(Join) { Name = "join" },
        ["ascii_downcase/0"] = new((_, x) => Case(x, "ascii_downcase", char.ToLowerInvariant)) { Name = "ascii_downcase" },
        ["ascii_upcase/0"] = new((_, x) => Case(x, "ascii_upcase", char.ToUpperInvariant)) { Name = "ascii_upcase" },
        ["explode/0"] = new(Explode) { Name = "explode" },
        ["implode/0"] = new(Implode) { Name = "implode" },
        ["ascii/0"] = new((m, x) => Implode(m, JsonArray.Of(x))) { Name = "ascii" },
    };

    private static string Both(JsonValue value, JsonValue part, string name) =>
        value.IsString && part.IsString ? value.String : throw new JqException($"{name}() requires string inputs");

    private static JsonValue TrimStart(JsonValue value, JsonValue part)
    {
        var text = Both(value, part, "startswith");
        return part.String.Length > 0 && text.StartsWith(part.String, StringComparison.Ordinal) ? text[part.String.Length..] : value;
    }

    private static JsonValue TrimEnd(JsonValue value, JsonValue part)
    {
        var text = Both(value, part, "endswith");
        return part.String.Length > 0 && text.EndsWith(part.String, StringComparison.Ordinal) ? text[..^part.String.Length] : value;
    }

    private static JsonValue Trim(JsonValue value, bool atStart, bool atEnd)
    {
        if (!value.IsString)
        {
            throw new JqException("trim input must be a string");
        }

        var text = value.String;
        var trimmed = atStart && atEnd ? text.Trim() : atStart ? text.TrimStart() : text.TrimEnd();
        return trimmed.Length == text.Length ? value : trimmed;
    }

    private static JsonValue Split(Machine machine, JsonValue value, JsonValue separator) =>
        value.IsString && separator.IsString
            ? Arithmetic.Split(machine, value.String, separator.String)
            : throw new JqException("split input and separator must be strings");

    private static JsonValue Join(Machine machine, JsonValue value, JsonValue separator)
    {
        var items = value.AsArray is { } array ? array.Span : value.AsObject is { } members ? members.Values : throw Access.CannotIterate(value);
        if (items.IsEmpty)
        {
            return "";
        }

        if (!separator.IsString)
        {
            // What jq's own definition would say, which adds piece by piece.
            var sum = (JsonValue)"";
            foreach (var item in items)
            {
                sum = Arithmetic.Add(machine, Arithmetic.Add(machine, sum, sum.AsString is "" ? default : separator), Piece(item));
            }

            return sum;
        }

        var text = new StringBuilder();
        for (var i = 0; i < items.Length; i++)
        {
            machine.Step();
            machine.EnsureSize(text.Length);
            text.Append(i == 0 ? "" : separator.String);
            var piece = Piece(items[i]);
            if (!piece.IsString)
            {
                Secrets.Refuse(piece, "join it");
                throw new JqException($"{JqText.Describe(text.ToString())} and {JqText.Describe(piece)} cannot be added");
            }

            text.Append(piece.String);
        }

        return text.ToString();
    }

    private static JsonValue Piece(JsonValue item) => item.Kind switch
    {
        JsonKind.Null => "",
        JsonKind.Number or JsonKind.True or JsonKind.False => item.ToString(),
        _ => item,
    };

    private static JsonValue Case(JsonValue value, string name, Func<char, char> change)
    {
        if (!value.IsString)
        {
            throw new JqException($"{name} input must be a string");
        }

        return string.Create(value.String.Length, (value.String, change), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = state.String[i];
                span[i] = char.IsAscii(c) ? state.change(c) : c;
            }
        });
    }

    private static JsonValue Explode(Machine machine, JsonValue value)
    {
        if (!value.IsString)
        {
            throw new JqException($"{JqText.Describe(value)} cannot be exploded");
        }

        machine.Walk(value.String.Length);
        var points = new List<JsonValue>(value.String.Length);
        foreach (var rune in value.String.EnumerateRunes())
        {
            points.Add(rune.Value);
        }

        return JsonArray.Own([.. points]);
    }

    private static JsonValue Implode(Machine machine, JsonValue value)
    {
        if (value.AsArray is not { } items)
        {
            throw new JqException("implode input must be an array");
        }

        machine.Walk(items.Count);
        var text = new StringBuilder(items.Count);
        foreach (var item in items)
        {
            if (!item.IsNumber || double.IsNaN(item.Number))
            {
                throw new JqException($"{JqText.Describe(item)} can't be imploded, unicode codepoint needs to be numeric");
            }

            var point = item.Number is >= 0 and <= 0x10FFFF ? (int)item.Number : -1;
            text.Append(Rune.IsValid(point) ? new Rune(point).ToString() : "\uFFFD");
        }

        return text.ToString();
    }
}
