using System.Text;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Builtins for values of any kind, for objects and for paths.</summary>
internal static class ValueBuiltins
{
    public static Dictionary<string, Native> All { get; } = new()
    {
        ["length/0"] = new(Length) { Name = "length" },
        ["utf8bytelength/0"] = new(Utf8ByteLength) { Name = "utf8bytelength" },
        ["type/0"] = new((_, x) => JqText.TypeName(x)) { Name = "type" },
        ["keys/0"] = new((m, x) => Keys(m, x, true)) { Name = "keys" },
        ["keys_unsorted/0"] = new((m, x) => Keys(m, x, false)) { Name = "keys_unsorted" },
        ["has/1"] = new((_, x, key) => Has(x, key)) { Name = "has" },
        ["contains/1"] = new((m, x, part) => Search.Contains(m, RefuseIn(m, x), RefuseIn(m, part))) { Name = "contains" },
        ["tojson/0"] = new((m, x) => ToJson(m, x)) { Name = "tojson" },
        ["fromjson/0"] = new(FromJson) { Name = "fromjson" },
        ["tostring/0"] = new((m, x) => x.IsString || x.IsSymbolic ? x : ToJson(m, x)) { Name = "tostring", TakesSecrets = true },
        ["tonumber/0"] = new((_, x) => ToNumber(x)) { Name = "tonumber" },
        ["toboolean/0"] = new((_, x) => ToBoolean(x)) { Name = "toboolean" },
        ["from_entries/0"] = new(FromEntries) { Name = "from_entries" },
        ["setpath/2"] = new((m, x, path, value) => Paths.SetPath(m, x, path, value)) { Name = "setpath", TakesSecrets = true },
        ["delpaths/1"] = new((m, x, paths) => Paths.DeletePaths(m, x, RefuseIn(m, paths))) { Name = "delpaths" },
        ["builtins/0"] = new((_, _) => JsonArray.Own([.. Library.Names.Select(n => (JsonValue)n)])) { Name = "builtins" },
        ["have_decnum/0"] = new((_, _) => true) { Name = "have_decnum" },
        ["have_literal_numbers/0"] = new((_, _) => true) { Name = "have_literal_numbers" },
    };

    public static string ToJson(Machine machine, JsonValue value)
    {
        RefuseIn(machine, value);
        var limit = machine.Limits.OutputBytes;
        var text = JsonWriter.WriteWithin(value, (int)Math.Min(limit, int.MaxValue / 2));
        if (text is null)
        {
            machine.EnsureSize(limit + 1);
        }

        machine.Walk(text!.Length);
        return text;
    }

    private static JsonValue RefuseIn(Machine machine, JsonValue value)
    {
        if (Secrets.Contains(machine, value))
        {
            throw new JqException("a value that holds a secret can only be passed on: the builtin would show it") { IsSecretMisuse = true };
        }

        return value;
    }

    private static JsonValue Length(Machine machine, JsonValue value) => value.Kind switch
    {
        JsonKind.Null => 0,
        JsonKind.Number => Abs(value),
        JsonKind.String => JqText.CodePoints(value.String),
        JsonKind.Array => value.Array.Count,
        JsonKind.Object => value.Object.Count,
        _ => throw new JqException($"{JqText.Describe(value)} has no length"),
    };

    public static JsonValue Abs(JsonValue value) =>
        value.Number < 0 || (value.Number == 0 && double.IsNegative(value.Number)) ? Arithmetic.Negate(value) : value;

    private static JsonValue Utf8ByteLength(Machine machine, JsonValue value) => value.IsString
        ? Encoding.UTF8.GetByteCount(value.String)
        : throw new JqException($"{JqText.Describe(value)} only strings have UTF-8 byte length");

    private static JsonValue Keys(Machine machine, JsonValue value, bool isSorted)
    {
        if (value.AsObject is { } members)
        {
            machine.Walk(members.Count * 8L);
            var keys = isSorted ? JsonOrder.SortedKeys(members) : members.Keys.ToArray();
            return JsonArray.Own(Array.ConvertAll(keys, k => (JsonValue)k));
        }

        if (value.AsArray is not { } items)
        {
            throw new JqException($"{JqText.Describe(value)} has no keys");
        }

        machine.Walk(items.Count);
        var indices = new JsonValue[items.Count];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = i;
        }

        return JsonArray.Own(indices);
    }

    private static JsonValue Has(JsonValue value, JsonValue key)
    {
        if (value.IsNull)
        {
            return false;
        }

        if (value.IsObject && key.IsString)
        {
            return value.Object.ContainsKey(key.String);
        }

        return value.IsArray && key.IsNumber
            ? key.Number >= 0 && key.Number < value.Array.Count
            : throw new JqException($"Cannot check whether {JqText.TypeName(value)} has a {(key.IsString ? "string" : JqText.TypeName(key))} key");
    }

    private static JsonValue FromJson(Machine machine, JsonValue value)
    {
        if (!value.IsString)
        {
            throw new JqException($"{JqText.Describe(value)} cannot be parsed as JSON");
        }

        machine.Walk(value.String.Length);
        return JsonText.Parse(value.String);
    }

    private static JsonValue ToNumber(JsonValue value) => value.Kind switch
    {
        JsonKind.Number => value,
        JsonKind.String when JsonText.TryNumber(value.String, out var number) => number,
        _ => throw new JqException($"{JqText.Describe(value)} cannot be parsed as a number"),
    };

    private static JsonValue ToBoolean(JsonValue value) => value switch
    {
        { Kind: JsonKind.True or JsonKind.False } => value,
        { AsString: "true" } => true,
        { AsString: "false" } => false,
        _ => throw new JqException($"{JqText.Describe(value)} cannot be parsed as a boolean"),
    };

    private static JsonValue FromEntries(Machine machine, JsonValue value)
    {
        var builder = new JsonObject.Builder();
        var entries = value.AsArray ?? (value.AsObject is { } members ? JsonArray.Of(members.Values) : throw Access.CannotIterate(value));
        foreach (var entry in entries)
        {
            machine.Step();
            var key = Truthy(entry, "key", "k", "name", "Name", "Key", "K");
            var name = key.Kind switch
            {
                JsonKind.String => key.String,
                JsonKind.Number or JsonKind.True or JsonKind.False => key.ToString(),
                JsonKind.Null => "null",
                _ => throw new JqException($"Cannot use {JqText.Describe(key)} as object key"),
            };
            builder.Set(name, Member(entry, "value", "v", "Value", "V"));
        }

        return builder.Build();
    }

    private static JsonValue Truthy(JsonValue entry, params ReadOnlySpan<string> names)
    {
        JsonValue found = default;
        foreach (var name in names)
        {
            var value = Access.Get(entry, name);
            if (value.IsTruthy)
            {
                return value;
            }

            found = found.IsNull ? value : found;
        }

        return found;
    }

    private static JsonValue Member(JsonValue entry, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (entry.AsObject is { } members && members.TryGet(name, out var value))
            {
                return value;
            }
        }

        return default;
    }
}
