using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Json;

/// <summary>Equality, order and hash of values, as jq defines them: null, false, true, numbers, strings, arrays, objects.</summary>
public static class JsonOrder
{
    public static bool Equal(JsonValue left, JsonValue right)
    {
        var work = long.MaxValue;
        return Equal(left, right, 0, ref work);
    }

    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    /// <param name="depth">How deep in the values these are.</param>
    /// <param name="work">What may still be compared: shared parts can make a small value very large to walk.</param>
    internal static bool Equal(JsonValue left, JsonValue right, int depth, ref long work)
    {
        if (left.IsSameAs(right))
        {
            return !left.IsNumber || !double.IsNaN(left.Number);
        }

        var kind = left.Kind;
        if (kind != right.Kind)
        {
            return false;
        }

        switch (kind)
        {
            case JsonKind.Number:
                return left.Literal is { } one && right.Literal is { } two ? JsonNumber.Compare(one, two) == 0 : left.Number == right.Number;
            case JsonKind.String:
                return left.String == right.String;
            case JsonKind.Array:
                var a = left.Array.Span;
                var b = right.Array.Span;
                if (a.Length != b.Length)
                {
                    return false;
                }

                Enter(depth + 1, "Equality check too deep", ref work);
                for (var i = 0; i < a.Length; i++)
                {
                    if (!Equal(a[i], b[i], depth + 1, ref work))
                    {
                        return false;
                    }
                }

                return true;
            case JsonKind.Object:
                var (p, q) = (left.Object, right.Object);
                if (p.Count != q.Count)
                {
                    return false;
                }

                Enter(depth + 1, "Equality check too deep", ref work);
                for (var i = 0; i < p.Count; i++)
                {
                    if (!q.TryGet(p.Keys[i], out var other) || !Equal(p.Values[i], other, depth + 1, ref work))
                    {
                        return false;
                    }
                }

                return true;
            case JsonKind.Symbolic:
                return left.Symbolic.Equals(right.Symbolic);
            default:
                return true;
        }
    }

    /// <summary>Negative, zero or positive as <paramref name="left"/> sorts before, with or after <paramref name="right"/>.</summary>
    public static int Compare(JsonValue left, JsonValue right)
    {
        var work = long.MaxValue;
        return Compare(left, right, 0, ref work);
    }

    /// <inheritdoc cref="Equal(JsonValue, JsonValue, int, ref long)"/>
    internal static int Compare(JsonValue left, JsonValue right, int depth, ref long work)
    {
        var (a, b) = (left.Kind, right.Kind);
        if (a != b)
        {
            return a.CompareTo(b);
        }

        switch (a)
        {
            case JsonKind.Number:
                if (left.Literal is { } one && right.Literal is { } two)
                {
                    return JsonNumber.Compare(one, two);
                }

                // NaN sorts below every number, itself included.
                return double.IsNaN(left.Number) || left.Number < right.Number ? -1 : left.Number == right.Number ? 0 : 1;
            case JsonKind.String:
                return CompareText(left.String, right.String);
            case JsonKind.Array:
                var x = left.Array.Span;
                var y = right.Array.Span;
                Enter(depth, "Comparison too deep", ref work);
                for (var i = 0; i < x.Length && i < y.Length; i++)
                {
                    var order = Compare(x[i], y[i], depth + 1, ref work);
                    if (order != 0)
                    {
                        return order;
                    }
                }

                return x.Length.CompareTo(y.Length);
            case JsonKind.Object:
                Enter(depth, "Comparison too deep", ref work);
                return CompareObjects(left.Object, right.Object, depth + 1, ref work);
            case JsonKind.Symbolic:
                return string.CompareOrdinal(left.Symbolic.ToString(), right.Symbolic.ToString());
            default:
                return 0;
        }
    }

    /// <summary>Order by code points, as UTF-8 bytes would sort; UTF-16 order differs above U+FFFF.</summary>
    public static int CompareText(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a != b)
            {
                return char.IsSurrogate(a) != char.IsSurrogate(b) ? (char.IsSurrogate(a) ? 1 : -1) : a.CompareTo(b);
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    public static int Hash(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Number:
                return value.Number.GetHashCode();
            case JsonKind.String:
                return value.String.GetHashCode(StringComparison.Ordinal);
            case JsonKind.Array:
                var hash = default(HashCode);
                foreach (var item in value.Array.Span)
                {
                    hash.Add(Hash(item));
                }

                return hash.ToHashCode();
            case JsonKind.Object:
                var sum = value.Object.Count;
                for (var i = 0; i < value.Object.Count; i++)
                {
                    sum += HashCode.Combine(value.Object.Keys[i], Hash(value.Object.Values[i]));
                }

                return sum;
            case JsonKind.Symbolic:
                return value.Symbolic.GetHashCode();
            default:
                return (int)value.Kind;
        }
    }

    private static int CompareObjects(JsonObject left, JsonObject right, int depth, ref long work)
    {
        var (a, b) = (SortedKeys(left), SortedKeys(right));
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            var order = CompareText(a[i], b[i]);
            if (order != 0)
            {
                return order;
            }
        }

        if (a.Length != b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        foreach (var key in a)
        {
            var order = Compare(left[key], right[key], depth, ref work);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Values so deep are made by programs only; no text that is read can hold them.</summary>
    private static void Enter(int depth, string problem, ref long work)
    {
        if (--work < 0)
        {
            throw new JqException("comparing these values takes too long (limit: steps)") { IsLimit = true };
        }

        if (depth > JsonReader.MaxDepth)
        {
            throw new JqException(problem);
        }

        if ((depth & 63) == 63)
        {
            JsonWriter.EnsureStack();
        }
    }

    /// <summary>The keys in jq's order.</summary>
    public static string[] SortedKeys(JsonObject value)
    {
        var keys = value.Keys.ToArray();
        Array.Sort(keys, CompareText);
        return keys;
    }
}
