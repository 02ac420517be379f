using System.Diagnostics.Metrics;

namespace Continuo.Processes;

internal static class ProcessTelemetry
{
    private static readonly Meter s_meter = new("Continuo.Processes");

    public static readonly UpDownCounter<long> Waiting = s_meter.CreateUpDownCounter<long>("continuo.processes.waiting", description: "Processes that wait because of the limit MaxProcesses.");
}
