using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>The operators on values.</summary>
internal static class Arithmetic
{
    public static JsonValue Add(Machine machine, JsonValue left, JsonValue right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return left.Number + right.Number;
        }

        if (left.IsNull)
        {
            return right;
        }

        if (right.IsNull)
        {
            return left;
        }

        switch (left.Kind, right.Kind)
        {
            case (JsonKind.String, JsonKind.String):
                machine.EnsureSize((long)left.String.Length + right.String.Length);
                machine.Walk(left.String.Length + right.String.Length);
                return left.String.Length == 0 ? right : right.String.Length == 0 ? left : string.Concat(left.String, right.String);
            case (JsonKind.Array, JsonKind.Array):
                machine.EnsureSize(16L * (left.Array.Count + right.Array.Count));
                machine.Walk(right.Array.Count);
                machine.Build(2);
                return left.Array.Count == 0 ? right : left.Array.Append(right.Array.Span);
            case (JsonKind.Object, JsonKind.Object):
                machine.Walk(left.Object.Count + right.Object.Count);
                machine.Build(2);
                return left.Object.Merge(right.Object);
            case (JsonKind.Symbolic, JsonKind.Symbolic):
                return left.Symbolic.Concat(right.Symbolic);
            case (JsonKind.Symbolic, JsonKind.String):
                return left.Symbolic.Concat(right.String);
            case (JsonKind.String, JsonKind.Symbolic):
                return SymbolicText.Concat(left.String, right.Symbolic);
            default:
                throw Fail(left, right, "added");
        }
    }

    public static JsonValue Subtract(Machine machine, JsonValue left, JsonValue right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return left.Number - right.Number;
        }

        if (!left.IsArray || !right.IsArray)
        {
            throw Fail(left, right, "subtracted");
        }

        var kept = new List<JsonValue>(left.Array.Count);
        foreach (var item in left.Array.Span)
        {
            machine.Walk(8 + right.Array.Count);
            var isGone = false;
            foreach (var other in right.Array.Span)
            {
                isGone |= machine.Equal(item, other);
            }

            if (!isGone)
            {
                kept.Add(item);
            }
        }

        return JsonArray.Own([.. kept]);
    }

    public static JsonValue Multiply(Machine machine, JsonValue left, JsonValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (JsonKind.Number, JsonKind.Number):
                return left.Number * right.Number;
            case (JsonKind.String, JsonKind.Number):
                return Repeat(machine, left.String, right.Number);
            case (JsonKind.Number, JsonKind.String):
                return Repeat(machine, right.String, left.Number);
            case (JsonKind.Object, JsonKind.Object):
                return MergeDeep(machine, left.Object, right.Object, 0);
            default:
                throw Fail(left, right, "multiplied");
        }
    }

    public static JsonValue Divide(Machine machine, JsonValue left, JsonValue right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            return right.Number == 0 ? throw Fail(left, right, "divided because the divisor is zero") : left.Number / right.Number;
        }

        return left.IsString && right.IsString ? Split(machine, left.String, right.String) : throw Fail(left, right, "divided");
    }

    public static JsonValue Remainder(JsonValue left, JsonValue right)
    {
        if (!left.IsNumber || !right.IsNumber)
        {
            throw Fail(left, right, "divided (remainder)");
        }

        if (double.IsNaN(left.Number) || double.IsNaN(right.Number))
        {
            return double.NaN;
        }

        // Both sides are cut to 64-bit integers, as jq does; the sign is the dividend's.
        var divisor = Integer(right.Number);
        if (divisor == 0)
        {
            throw Fail(left, right, "divided (remainder) because the divisor is zero");
        }

        var dividend = Integer(left.Number);
        var rest = (double)(Magnitude(dividend) % Magnitude(divisor));
        return dividend < 0 ? 0 - rest : rest;
    }

    public static JsonValue Negate(JsonValue value)
    {
        if (!value.IsNumber)
        {
            Secrets.Refuse(value, "negate it");
            throw new JqException($"{JqText.Describe(value)} cannot be negated");
        }

        return value.Literal is { } literal
            ? JsonValue.NumberFromLiteral(literal[0] == '-' ? literal[1..] : "-" + literal, -value.Number)
            : value.Number == 0 ? value.Number * -1 : -value.Number;
    }

    public static JsonValue Split(Machine machine, string text, string separator)
    {
        machine.Walk(text.Length);
        if (text.Length == 0)
        {
            return JsonValue.EmptyArray;
        }

        if (separator.Length > 0)
        {
            return JsonArray.Own(Array.ConvertAll(text.Split(separator, StringSplitOptions.None), part => (JsonValue)part));
        }

        var items = new List<JsonValue>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var step = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            items.Add(text.Substring(i, step));
            i += step;
        }

        return JsonArray.Own([.. items]);
    }

    private static JsonValue Repeat(Machine machine, string text, double times)
    {
        if (double.IsNaN(times) || times < 0)
        {
            return default;
        }

        if (text.Length == 0)
        {
            return "";
        }

        var count = times is > 0 and < 1 ? 0 : Math.Floor(times);
        if (count * text.Length >= int.MaxValue / 2)
        {
            throw new JqException("Repeat string result too long");
        }

        machine.EnsureSize((long)count * text.Length);
        machine.Walk((long)count * text.Length);
        return new StringBuilder(text.Length * (int)count).Insert(0, text, (int)count).ToString();
    }

    private static JsonObject MergeDeep(Machine machine, JsonObject left, JsonObject right, int depth)
    {
        if (depth > PathTo.MaxLength)
        {
            throw new JqException("Object merge too deep");
        }

        if ((depth & 63) == 63)
        {
            machine.EnsureStack();
        }

        machine.Build(2);
        var merged = new JsonObject.Builder(left, right.Count);
        for (var i = 0; i < right.Count; i++)
        {
            machine.Step();
            var (key, value) = (right.Keys[i], right.Values[i]);
            merged.Set(key, value.AsObject is { } r && left[key].AsObject is { } l ? MergeDeep(machine, l, r, depth + 1) : value);
        }

        return merged.Build();
    }

    private static long Integer(double value) =>
        value <= long.MinValue ? long.MinValue : value >= long.MaxValue ? long.MaxValue : (long)value;

    private static ulong Magnitude(long value) => value < 0 ? 0UL - (ulong)value : (ulong)value;

    private static JqException Fail(JsonValue left, JsonValue right, string operation)
    {
        Secrets.Refuse(left, "calculate with it");
        Secrets.Refuse(right, "calculate with it");
        return new($"{JqText.Describe(left)} and {JqText.Describe(right)} cannot be {operation}");
    }
}
