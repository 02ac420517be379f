using System.Diagnostics;

namespace Continuo.Load;

/// <summary>Closed loop: each client sends its next request when the one before is answered.</summary>
internal static class Closed
{
    public static async Task Prepare(ITarget target, Scenario scenario, int live)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, live), new ParallelOptions { MaxDegreeOfParallelism = 128 }, async (_, _) => await target.Start(scenario.Name));
    }

    public static async Task<Result> Measure(ITarget target, Scenario scenario, int clients, TimeSpan time)
    {
        await Loop(target, scenario, clients, time / 4);
        var cpu = target.CpuSeconds;
        var threads = ThreadTimes.Read();
        var began = Stopwatch.GetTimestamp();
        var latencies = await Loop(target, scenario, clients, time);
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        latencies.Sort();
        var requests = latencies.Count;
        var tasks = scenario.Live > 0 ? requests : requests * scenario.Tasks;
        return new Result(clients, requests, tasks, elapsed, target.CpuSeconds - cpu, At(0.5), At(0.95), At(0.99), ThreadTimes.Since(threads, tasks));

        double At(double share) => requests == 0 ? 0 : latencies[Math.Min(requests - 1, (int)(requests * share))];
    }

    private static async Task<List<double>> Loop(ITarget target, Scenario scenario, int clients, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var each = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                var start = Stopwatch.GetTimestamp();
                if (scenario.Live > 0)
                {
                    if (!await target.PassGate())
                    {
                        await target.Start(scenario.Name);
                        continue;
                    }
                }
                else
                {
                    await target.Run(scenario.Name);
                }

                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        })));
        return [.. each.SelectMany(own => own)];
    }
}

internal sealed record Result(int Clients, int Requests, int Tasks, double Seconds, double Cpu, double P50, double P95, double P99, Dictionary<string, double> Threads)
{
    public (string Name, object? Value)[] Figures(string mode, int round) =>
    [
        ("mode", mode),
        ("round", round),
        ("clients", Clients),
        ("requestsPerSecond", Requests / Seconds),
        ("tasksPerSecond", Tasks / Seconds),
        ("p50ms", P50),
        ("p95ms", P95),
        ("p99ms", P99),
        ("cpuUsPerTask", Cpu * 1e6 / Math.Max(Tasks, 1)),
        ("cpuUsPerTaskByThread", mode == "inprocess" ? Threads : null),
        ("cores", Cpu / Seconds),
    ];
}
