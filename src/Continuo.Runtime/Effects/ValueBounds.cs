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
        var extent = JsonExtent.Of(value);
        if (extent.Depth > limits.ValueDepth)
        {
            return $"is nested deeper than {limits.ValueDepth} levels (limit ValueDepth)";
        }

        return extent.Bytes > limits.ValueBytes ? $"is larger than {limits.ValueBytes} bytes (limit ValueBytes)" : null;
    }
}
