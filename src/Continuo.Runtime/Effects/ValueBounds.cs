using Continuo.Engine;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>What a value from outside may be: a start's input, an event, the result of an effect. Told without writing it.</summary>
/// <remarks>The depth is bounded here so that no later walk, in whatever thread, can run out of stack.</remarks>
internal static class ValueBounds
{
    /// <summary>Which limit the value breaks, in words; null when it breaks none.</summary>
    public static string? Broken(JsonValue value, EngineLimits limits)
    {
        if (!IsShallow(value, limits.ValueDepth))
        {
            return $"is nested deeper than {limits.ValueDepth} levels (limit ValueDepth)";
        }

        return Spend(value, limits.ValueBytes) < 0 ? $"is larger than {limits.ValueBytes} bytes (limit ValueBytes)" : null;
    }

    private static bool IsShallow(JsonValue value, int levels)
    {
        if (value.AsArray is { } array)
        {
            foreach (var item in array.Span)
            {
                if (levels == 0 || !IsShallow(item, levels - 1))
                {
                    return false;
                }
            }
        }
        else if (value.AsObject is { } members)
        {
            foreach (var member in members.Values)
            {
                if (levels == 0 || !IsShallow(member, levels - 1))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>A few bytes for a number; text by its characters: near enough for a limit of megabytes.</summary>
    private static long Spend(JsonValue value, long left)
    {
        switch (value.Kind)
        {
            case JsonKind.String:
                return left - value.String.Length - 2;
            case JsonKind.Array:
                foreach (var item in value.Array.Span)
                {
                    left = left < 0 ? left : Spend(item, left - 1);
                }

                return left - 2;
            case JsonKind.Object:
                var members = value.Object;
                for (var i = 0; i < members.Count && left >= 0; i++)
                {
                    left = Spend(members.Values[i], left - members.Keys[i].Length - 4);
                }

                return left - 2;
            default:
                return left - 4;
        }
    }
}
