using System.Globalization;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Tests.Documents.Grammar;

/// <summary>What a schema says of a place in a value, and changes of values by their pointers.</summary>
internal static class Places
{
    private static readonly string[] s_combining = ["allOf", "anyOf", "oneOf"];

    /// <summary>Every schema that may concern the place.</summary>
    public static IReadOnlyCollection<JsonObject> At(JsonObject root, string pointer)
    {
        HashSet<JsonObject> places = [.. Here(root, root)];
        foreach (var step in Steps(pointer))
        {
            places = [.. places.SelectMany(place => Below(place, step)).SelectMany(schema => Here(root, schema))];
        }

        return places;
    }

    public static JsonValue Renamed(JsonValue value, string pointer, string key, string name) => Changed(value, [.. Steps(pointer)], map =>
    {
        var changed = new JsonObject.Builder();
        foreach (var (known, member) in map)
        {
            changed.Set(known == key ? name : known, member);
        }

        return changed.Build();
    });

    private static JsonValue Changed(JsonValue value, string[] steps, Func<JsonObject, JsonObject> change)
    {
        if (steps.Length == 0)
        {
            return change(value.Object);
        }

        if (value.AsArray is { } items)
        {
            var at = int.Parse(steps[0], CultureInfo.InvariantCulture);
            return JsonArray.Own([.. items.Select((item, index) => index == at ? Changed(item, steps[1..], change) : item)]);
        }

        return value.Object.With(steps[0], Changed(value[steps[0]], steps[1..], change));
    }

    private static IEnumerable<string> Steps(string pointer) =>
        pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static IEnumerable<JsonObject> Here(JsonObject root, JsonValue schema)
    {
        if (schema.AsObject is not { } rules)
        {
            yield break;
        }

        yield return rules;
        var others = s_combining.SelectMany(name => rules[name].AsArray ?? JsonArray.Empty).Append(rules["then"]);
        if (rules["$ref"].AsString is { } reference)
        {
            others = others.Append(root["$defs"][reference["#/$defs/".Length..]]);
        }

        foreach (var other in others.SelectMany(other => Here(root, other)))
        {
            yield return other;
        }
    }

    private static IEnumerable<JsonValue> Below(JsonObject place, string step)
    {
        if (place["properties"].AsObject is { } properties && properties.ContainsKey(step))
        {
            yield return properties[step];
        }
        else
        {
            yield return place["additionalProperties"];
        }

        yield return place["items"];
    }
}
