using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Where a value occurs in another.</summary>
internal static class Search
{
    public static JsonValue Positions(Machine? machine, JsonArray items, JsonArray wanted)
    {
        var found = new List<JsonValue>();
        for (var i = 0; wanted.Count > 0 && i + wanted.Count <= items.Count; i++)
        {
            var matches = true;
            for (var k = 0; matches && k < wanted.Count; k++)
            {
                matches = machine?.Equal(items[i + k], wanted[k]) ?? JsonOrder.Equal(items[i + k], wanted[k]);
            }

            if (matches)
            {
                found.Add(i);
            }
        }

        return JsonArray.Own([.. found]);
    }

    public static JsonValue Positions(string text, string wanted)
    {
        var found = new List<JsonValue>();
        if (wanted.Length == 0)
        {
            return default;
        }

        var (codePoints, counted) = (0, 0);
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0; at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            codePoints += JqText.CodePoints(text[counted..at]);
            counted = at;
            found.Add(codePoints);
            if (at + 1 >= text.Length)
            {
                break;
            }
        }

        return JsonArray.Own([.. found]);
    }

    public static bool Contains(Machine machine, JsonValue whole, JsonValue part, int depth = 0)
    {
        machine.Step();
        if (depth > PathTo.MaxLength)
        {
            throw new JqException("Containment check too deep");
        }

        if ((depth & 63) == 63)
        {
            machine.EnsureStack();
        }

        switch (whole.Kind, part.Kind)
        {
            case (JsonKind.Object, JsonKind.Object):
                for (var i = 0; i < part.Object.Count; i++)
                {
                    if (!whole.Object.TryGet(part.Object.Keys[i], out var member) || !Contains(machine, member, part.Object.Values[i], depth + 1))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonKind.Array, JsonKind.Array):
                foreach (var wanted in part.Array)
                {
                    if (!AnyContains(machine, whole.Array, wanted, depth + 1))
                    {
                        return false;
                    }
                }

                return true;
            case (JsonKind.String, JsonKind.String):
                return whole.String.Contains(part.String, StringComparison.Ordinal);
            case (JsonKind.True or JsonKind.False, JsonKind.True or JsonKind.False):
                return whole.Kind == part.Kind;
            case var (a, b) when a == b:
                return machine.Equal(whole, part);
            default:
                throw new JqException($"{JqText.Describe(whole)} and {JqText.Describe(part)} cannot have their containment checked");
        }
    }

    private static bool AnyContains(Machine machine, JsonArray items, JsonValue wanted, int depth)
    {
        foreach (var item in items)
        {
            var comparable = item.Kind == wanted.Kind || (item.Kind is JsonKind.True or JsonKind.False && wanted.Kind is JsonKind.True or JsonKind.False);
            if (comparable && Contains(machine, item, wanted, depth))
            {
                return true;
            }
        }

        return false;
    }
}
