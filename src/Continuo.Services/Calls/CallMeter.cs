using System.Diagnostics.Metrics;

namespace Continuo.Services.Calls;

/// <summary>The meter of this module.</summary>
internal static class CallMeter
{
    public static Meter Meter { get; } = new("Continuo.Services");
}
