using System.Xml;

namespace Continuo.Server.Api;

/// <summary>ISO 8601 durations in query parameters.</summary>
internal static class Durations
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return duration >= TimeSpan.Zero;
        }
        catch (Exception problem) when (problem is FormatException or OverflowException)
        {
            duration = default;
            return false;
        }
    }
}
