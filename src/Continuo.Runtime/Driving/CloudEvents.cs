using System.IO.Hashing;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Driving;

/// <summary>What the event log asks of an event.</summary>
internal static class CloudEvents
{
    private static readonly string[] s_required = ["id", "source", "type"];

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Refuse(JsonValue candidate)
    {
        if (!candidate.IsObject)
        {
            return "a CloudEvent is an object.";
        }

        foreach (var attribute in s_required)
        {
            if (candidate[attribute].AsString is not { Length: > 0 } text)
            {
                return $"the attribute '{attribute}' must be a text that is not empty.";
            }

            // CloudEvents has no control characters in texts, and a database keeps no text with this one.
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                return $"the attribute '{attribute}' holds the character U+0000.";
            }
        }

        var version = candidate["specversion"];
        return version.IsNull || version.AsString == "1.0" ? null : $"specversion must be \"1.0\", not {version}.";
    }

    /// <summary>The part of the log that a source's events go to, for ever.</summary>
    public static int PartOf(JsonValue known, int parts) =>
        parts == 1 ? 0 : (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(known["source"].AsString ?? "")) % (ulong)parts);
}
