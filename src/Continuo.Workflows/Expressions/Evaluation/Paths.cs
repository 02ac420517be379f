using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Reading, setting and deleting at a path that is given as an array.</summary>
internal static class Paths
{
    private const double LargestIndex = 536870911;

    public static JsonValue GetPath(Machine machine, JsonValue root, JsonValue path)
    {
        var keys = Keys(path);
        machine.Walk(keys.Length);
        var value = root;
        foreach (var key in keys)
        {
            if (value.IsNull)
            {
                return default;
            }

            value = Access.Get(value, key);
        }

        return value;
    }

    public static JsonValue SetPath(Machine machine, JsonValue root, JsonValue path, JsonValue value)
    {
        var keys = Keys(path);
        machine.Walk(keys.Length);
        return SetPath(machine, root, keys, 0, value);
    }

    public static JsonValue Set(Machine machine, JsonValue target, JsonValue key, JsonValue value)
    {
        Secrets.Refuse(target, "change it");
        machine.Build(2);
        if (key.AsString is { } name && (target.IsObject || target.IsNull))
        {
            var members = target.AsObject ?? JsonObject.Empty;
            machine.Walk(members.Count);
            return members.With(name, value);
        }

        if (key.IsNumber && (target.IsArray || target.IsNull))
        {
            return SetItem(machine, target.AsArray ?? JsonArray.Empty, key.Number, value);
        }

        if (key.IsObject && (target.IsArray || target.IsNull))
        {
            return SetSlice(machine, target.AsArray ?? JsonArray.Empty, key, value);
        }

        if (key.IsObject)
        {
            throw new JqException(target.IsString ? "Cannot update string slices" : $"Cannot update field at object index of {JqText.TypeName(target)}");
        }

        throw key.IsArray && target.IsArray
            ? new JqException("Cannot update field at array index of array")
            : Access.CannotIndex(target, key);
    }

    /// <param name="machine">The evaluation.</param>
    /// <param name="root">The value to delete from.</param>
    /// <param name="paths">An array of paths.</param>
    public static JsonValue DeletePaths(Machine machine, JsonValue root, JsonValue paths)
    {
        if (!paths.IsArray)
        {
            throw new JqException("Paths must be specified as an array");
        }

        var sorted = paths.Array.Span.ToArray();
        machine.Walk(sorted.Length * 8L);
        foreach (var path in sorted)
        {
            Keys(path);
        }

        if (sorted.Length == 0)
        {
            return root;
        }

        Sorting.Sort(machine, sorted);
        return sorted[0].Array.Count == 0 ? default : DeleteSorted(machine, root, sorted, 0);
    }

    private static JsonValue DeleteSorted(Machine machine, JsonValue target, ReadOnlySpan<JsonValue> paths, int level)
    {
        machine.EnsureStack();
        var keys = new List<JsonValue>();
        for (var i = 0; i < paths.Length;)
        {
            machine.Step();
            var key = paths[i].Array[level];
            var end = i + 1;
            while (end < paths.Length && machine.Equal(key, paths[end].Array[level]))
            {
                end++;
            }

            if (paths[i].Array.Count == level + 1)
            {
                keys.Add(key);
            }
            else if (Access.Get(target, key) is { IsNull: false } part)
            {
                target = Set(machine, target, key, DeleteSorted(machine, part, paths[i..end], level + 1));
            }

            i = end;
        }

        return Delete(machine, target, keys);
    }

    private static JsonValue Delete(Machine machine, JsonValue target, List<JsonValue> keys)
    {
        if (target.IsNull || keys.Count == 0)
        {
            return target;
        }

        if (target.AsObject is { } members)
        {
            foreach (var key in keys)
            {
                machine.Walk(members.Count);
                members = members.Without(key.AsString ?? throw CannotDelete(target, key));
            }

            return members;
        }

        return target.IsArray ? DeleteItems(machine, target.Array, keys) : throw CannotDelete(target, keys[0]);
    }

    private static JsonArray DeleteItems(Machine machine, JsonArray items, List<JsonValue> keys)
    {
        machine.Walk(items.Count);
        var gone = new bool[items.Count];
        foreach (var key in keys)
        {
            if (key.IsNumber)
            {
                var index = double.IsNaN(key.Number) ? -1 : (long)Math.Clamp(key.Number, int.MinValue, int.MaxValue);
                index = index < 0 && !double.IsNaN(key.Number) ? index + items.Count : index;
                if (index >= 0 && index < gone.Length)
                {
                    gone[index] = true;
                }
            }
            else if (key.IsObject)
            {
                var (start, end) = Access.Range(items.Count, key["start"], key["end"]);
                gone.AsSpan(start, end - start).Fill(true);
            }
            else
            {
                throw CannotDelete(items, key);
            }
        }

        var kept = new List<JsonValue>(items.Count);
        for (var i = 0; i < gone.Length; i++)
        {
            if (!gone[i])
            {
                kept.Add(items[i]);
            }
        }

        return kept.Count == items.Count ? items : JsonArray.Own([.. kept]);
    }

    private static JqException CannotDelete(JsonValue target, JsonValue key)
    {
        Secrets.Refuse(target, "delete in it");
        return new($"Cannot delete field at {(key.IsString ? "object" : key.IsNumber ? "array" : JqText.TypeName(key))} index of {JqText.TypeName(target)}");
    }

    private static JsonValue SetPath(Machine machine, JsonValue target, ReadOnlySpan<JsonValue> keys, int level, JsonValue value)
    {
        if (level == keys.Length)
        {
            return value;
        }

        if ((level & 31) == 31)
        {
            machine.EnsureStack();
        }

        var part = Access.Get(target, keys[level]);
        return Set(machine, target, keys[level], SetPath(machine, part, keys, level + 1, value));
    }

    private static JsonValue SetItem(Machine machine, JsonArray items, double position, JsonValue value)
    {
        if (double.IsNaN(position))
        {
            throw new JqException("Cannot set array element at NaN index");
        }

        if (position > LargestIndex)
        {
            throw new JqException("Array index too large");
        }

        var index = (int)Math.Max(position, int.MinValue);
        index = index < 0 ? index + items.Count : index;
        if (index < 0)
        {
            throw new JqException("Out of bounds negative array index");
        }

        if (index == items.Count)
        {
            return items.Append(value);
        }

        if (index < items.Count && items[index].IsSameAs(value))
        {
            return items;
        }

        machine.EnsureSize(16L * Math.Max(items.Count, index + 1));
        machine.Walk(Math.Max(items.Count, index + 1));
        var copy = new JsonValue[Math.Max(items.Count, index + 1)];
        items.Span.CopyTo(copy);
        copy[index] = value;
        return JsonArray.Own(copy);
    }

    private static JsonValue SetSlice(Machine machine, JsonArray items, JsonValue key, JsonValue value)
    {
        if (!key.Object.ContainsKey("start") || !key.Object.ContainsKey("end"))
        {
            throw new JqException("Start and end indices of an array slice must be numbers");
        }

        var (start, end) = Access.Range(items.Count, key["start"], key["end"]);
        if (value.AsArray is not { } inserted)
        {
            throw new JqException("A slice of an array can only be assigned another array");
        }

        machine.Walk(items.Count + inserted.Count);
        return JsonArray.Own([.. items.Span[..start], .. inserted.Span, .. items.Span[end..]]);
    }

    private static ReadOnlySpan<JsonValue> Keys(JsonValue path)
    {
        if (path.AsArray is not { } keys)
        {
            throw new JqException("Path must be specified as an array");
        }

        return keys.Count > PathTo.MaxLength ? throw new JqException("Path too deep") : keys.Span;
    }
}
