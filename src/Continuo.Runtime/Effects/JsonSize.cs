using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Whether a value is small enough, without writing it.</summary>
internal static class JsonSize
{
    /// <summary>A few bytes for a number; text by its characters: near enough for a limit of megabytes.</summary>
    public static bool IsWithin(JsonValue value, long limit) => Spend(value, limit) >= 0;

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
