using System.Diagnostics.Metrics;
using Continuo.Runtime.Driving;

namespace Continuo.Runtime.Lifecycle;

/// <summary>What becomes of lifecycle events, by sink.</summary>
internal static class LifecycleTelemetry
{
    private static readonly Meter s_meter = new(RuntimeTelemetry.Name);

    public static readonly Counter<long> Delivered = s_meter.CreateCounter<long>("continuo.lifecycle.delivered", "{event}", "Lifecycle events that a sink has taken.");

    public static readonly Counter<long> Failed = s_meter.CreateCounter<long>("continuo.lifecycle.failed", "{attempt}", "Deliveries that are repeated.");

    public static readonly Counter<long> Dropped = s_meter.CreateCounter<long>("continuo.lifecycle.dropped", "{event}", "Lifecycle events that a sink refused for good, or did not take in a day.");

    public static readonly Counter<long> Late = s_meter.CreateCounter<long>("continuo.lifecycle.late", "{event}", "Lifecycle events that a sink took more than a minute after they happened.");
}
