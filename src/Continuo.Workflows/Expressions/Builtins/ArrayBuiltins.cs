using System.Text;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Builtins for arrays.</summary>
internal static class ArrayBuiltins
{
    public static Dictionary<string, Native> All { get; } = new()
    {
        ["sort/0"] = new((m, x) => Sort(m, Items(x, "sorted"))) { Name = "sort" },
        ["unique/0"] = new((m, x) => UniqueBy(m, Items(x, "sorted"), Items(x, "sorted").Span.ToArray())) { Name = "unique" },
        ["min/0"] = new((m, x) => Extreme(m, x, false)) { Name = "min" },
        ["max/0"] = new((m, x) => Extreme(m, x, true)) { Name = "max" },
        ["reverse/0"] = new(Reverse) { Name = "reverse" },
        ["add/0"] = new(Add) { Name = "add" },
        ["flatten/0"] = new((m, x) => Flatten(m, x, 1e9)) { Name = "flatten" },
        ["flatten/1"] = new((m, x, depth) => Flatten(m, x, depth.IsNumber ? depth.Number : throw new JqException("flatten depth must not be negative"))) { Name = "flatten" },
        ["indices/1"] = new(Indices) { Name = "indices" },
        ["_strindices/1"] = new((_, x, wanted) => StringIndices(x, wanted)) { Name = "_strindices" },
        ["transpose/0"] = new(Transpose) { Name = "transpose" },
        ["bsearch/1"] = new(BinarySearch) { Name = "bsearch" },
    };

    public static void RefuseSecrets(Machine machine, JsonValue value)
    {
        if (Secrets.Contains(machine, value))
        {
            throw new JqException("values that hold a secret have no order here: compare the secret with ==, < or > instead") { IsSecretMisuse = true };
        }
    }

    public static JsonValue SortBy(Machine machine, JsonArray items, JsonValue[] keys)
    {
        var sorted = items.Span.ToArray();
        Sorting.Sort(machine, keys, sorted);
        return JsonArray.Own(sorted);
    }

    public static JsonValue GroupBy(Machine machine, JsonArray items, JsonValue[] keys)
    {
        var sorted = items.Span.ToArray();
        Sorting.Sort(machine, keys, sorted);
        var groups = new List<JsonValue>();
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && machine.Compare(keys[start], keys[end]) == 0)
            {
                end++;
            }

            groups.Add(JsonArray.Of(sorted.AsSpan(start, end - start)));
            start = end;
        }

        return JsonArray.Own([.. groups]);
    }

    public static JsonValue UniqueBy(Machine machine, JsonArray items, JsonValue[] keys)
    {
        var sorted = items.Span.ToArray();
        foreach (var key in keys)
        {
            RefuseSecrets(machine, key);
        }

        Sorting.Sort(machine, keys, sorted);
        var kept = new List<JsonValue>();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || machine.Compare(keys[i - 1], keys[i]) != 0)
            {
                kept.Add(sorted[i]);
            }
        }

        return JsonArray.Own([.. kept]);
    }

    private static JsonArray Items(JsonValue value, string operation) =>
        value.AsArray ?? throw new JqException($"{JqText.Describe(value)} cannot be {operation}, as it is not an array");

    private static JsonValue Sort(Machine machine, JsonArray items)
    {
        RefuseSecrets(machine, items);
        return SortBy(machine, items, items.Span.ToArray());
    }

    private static JsonValue Extreme(Machine machine, JsonValue value, bool isMax)
    {
        var items = Items(value, "searched for its extremes");
        RefuseSecrets(machine, items);
        machine.Walk(items.Count * 8L);
        var best = default(JsonValue);
        for (var i = 0; i < items.Count; i++)
        {
            var order = i == 0 ? 0 : machine.Compare(items[i], best);
            best = i == 0 || (isMax ? order >= 0 : order < 0) ? items[i] : best;
        }

        return best;
    }

    private static JsonValue Reverse(Machine machine, JsonValue value)
    {
        // What jq's own definition gives for things of length zero.
        if (value.IsNull || value.AsObject is { Count: 0 } || (value.IsNumber && value.Number == 0))
        {
            return JsonValue.EmptyArray;
        }

        if (value.IsString)
        {
            machine.Walk(value.String.Length);
            var text = new StringBuilder(value.String.Length);
            var at = value.String.Length;
            while (at > 0)
            {
                var step = at > 1 && char.IsSurrogatePair(value.String, at - 2) ? 2 : 1;
                text.Append(value.String, at - step, step);
                at -= step;
            }

            return text.ToString();
        }

        var items = (value.AsArray ?? throw new JqException($"Cannot reverse {JqText.Describe(value)}")).Span.ToArray();
        machine.Walk(items.Length);
        Array.Reverse(items);
        return JsonArray.Own(items);
    }

    /// <summary>The sum of all items. Texts and arrays are joined in one go, for pair by pair would be quadratic.</summary>
    private static JsonValue Add(Machine machine, JsonValue value)
    {
        var items = value.AsArray is { } array ? array.Span : value.AsObject is { } members ? members.Values : throw Access.CannotIterate(value);
        machine.Walk(items.Length * 8L);
        if (items.Length > 2 && IsAll(items, JsonKind.String))
        {
            var text = new StringBuilder();
            foreach (var item in items)
            {
                machine.EnsureSize(text.Length);
                text.Append(item.String);
            }

            return text.ToString();
        }

        JsonValue sum = default;
        foreach (var item in items)
        {
            sum = Arithmetic.Add(machine, sum, item);
        }

        return sum;
    }

    private static bool IsAll(ReadOnlySpan<JsonValue> items, JsonKind kind)
    {
        foreach (var item in items)
        {
            if (item.Kind != kind)
            {
                return false;
            }
        }

        return true;
    }

    private static JsonValue Flatten(Machine machine, JsonValue value, double depth)
    {
        if (depth < 0)
        {
            throw new JqException("flatten depth must not be negative");
        }

        var items = value.AsArray is { } array ? array.Span : value.AsObject is { } members ? members.Values : throw Access.CannotIterate(value);
        var flat = new List<JsonValue>();
        FlattenInto(machine, flat, items, depth);
        return JsonArray.Own([.. flat]);
    }

    private static void FlattenInto(Machine machine, List<JsonValue> flat, ReadOnlySpan<JsonValue> items, double depth)
    {
        machine.EnterData();
        foreach (var item in items)
        {
            machine.Step();
            if (item.AsArray is { } inner && depth > 0)
            {
                FlattenInto(machine, flat, inner.Span, depth - 1);
            }
            else
            {
                flat.Add(item);
            }
        }

        machine.Leave();
    }

    private static JsonValue Indices(Machine machine, JsonValue value, JsonValue wanted)
    {
        if (value.IsNull)
        {
            return default;
        }

        machine.Walk(8L * (value.AsArray?.Count ?? value.AsString?.Length ?? 0));
        RefuseSecrets(machine, value);
        RefuseSecrets(machine, wanted);
        return value.IsString && wanted.IsString ? Search.Positions(value.String, wanted.String)
            : value.IsArray ? Search.Positions(machine, value.Array, wanted.AsArray ?? JsonArray.Of(wanted))
            : Access.Get(value, wanted);
    }

    private static JsonValue StringIndices(JsonValue value, JsonValue wanted)
    {
        if (!value.IsString)
        {
            throw new JqException($"{JqText.Describe(value)} cannot be searched, as it is not a string");
        }

        return wanted.IsString ? Search.Positions(value.String, wanted.String) : throw new JqException($"{JqText.Describe(wanted)} is not a string");
    }

    private static JsonValue Transpose(Machine machine, JsonValue value)
    {
        var rows = Items(value, "transposed");
        var width = 0;
        foreach (var row in rows)
        {
            width = Math.Max(width, row.IsNull ? 0 : Items(row, "transposed").Count);
        }

        machine.Walk(8L * width * rows.Count);
        machine.EnsureSize(16L * width * rows.Count);
        var columns = new JsonValue[width];
        for (var c = 0; c < width; c++)
        {
            var column = new JsonValue[rows.Count];
            for (var r = 0; r < rows.Count; r++)
            {
                column[r] = rows[r].AsArray is { } row && c < row.Count ? row[c] : default;
            }

            columns[c] = JsonArray.Own(column);
        }

        return JsonArray.Own(columns);
    }

    private static JsonValue BinarySearch(Machine machine, JsonValue value, JsonValue wanted)
    {
        var items = value.AsArray ?? throw new JqException($"{JqText.Describe(value)} cannot be searched from");
        RefuseSecrets(machine, wanted);
        var (low, high) = (0, items.Count - 1);
        while (low <= high)
        {
            machine.Step();
            var middle = low + ((high - low) >> 1);
            var order = machine.Compare(items[middle], wanted);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1 - low;
    }
}
