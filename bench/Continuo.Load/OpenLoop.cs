using System.Diagnostics;

namespace Continuo.Load;

/// <summary>Open loop: requests are sent at their times, whether or not earlier ones are answered, and latency counts from the time at which one was to be sent.</summary>
internal static class OpenLoop
{
    public static async Task Measure(ITarget target, Scenario scenario, Options options, Report report)
    {
        await Send(target, scenario, options.Rate!.Value, options.Seconds / 4, new Latencies());
        var before = report.Probe();
        var cpu = target.CpuSeconds;
        var latencies = new Latencies();
        var seconds = await Send(target, scenario, options.Rate.Value, options.Seconds, latencies);
        var used = target.CpuSeconds - cpu;
        report.Write(
            scenario.Name,
            (before + report.Probe()) / 2,
            [
                ("mode", options.Http ? "http" : "inprocess"),
                ("rate", options.Rate.Value),
                ("requestsPerSecond", latencies.Count / seconds),
                ("tasksPerSecond", latencies.Count * scenario.Tasks / seconds),
                .. latencies.Figures(),
                ("cores", used / seconds),
            ]);
    }

    private static async Task<double> Send(ITarget target, Scenario scenario, double rate, TimeSpan time, Latencies latencies)
    {
        var began = Stopwatch.GetTimestamp();
        var running = new List<Task>();
        for (var sent = 0; ;)
        {
            var elapsed = Stopwatch.GetElapsedTime(began);
            if (elapsed >= time)
            {
                break;
            }

            for (; sent < elapsed.TotalSeconds * rate; sent++)
            {
                var intended = began + (long)(sent / rate * Stopwatch.Frequency);
                running.Add(Task.Run(() => One(intended)));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await Task.WhenAll(running);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;

        async Task One(long intended)
        {
            await target.Run(scenario.Name);
            latencies.Since(intended);
        }
    }
}
