using System.Diagnostics;
using System.Globalization;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Load;

/// <summary>wait1m: a million instances that wait for an event each. How fast they are made, what they cost when idle, how soon a server is up with them, and how soon one goes on.</summary>
internal static class WaitingInstances
{
    private const int Woken = 200;

    public static async Task Measure(Options options, Report report)
    {
        var count = options.Count ?? 1_000_000;
        var ids = new InstanceId[count];
        var before = report.Probe();
        double created;
        await using (var target = await InProcessTarget.Open(options))
        {
            await target.Deploy(Documents.Order);
            var began = Stopwatch.GetTimestamp();
            await target.StartMany("order", count, i => JsonObject.Of(("order", i)), (i, id) => ids[i] = id);
            created = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        Report.Say($"{count} created in {created:0.0} s");
        var (emptyHeap, emptyResident) = await Empty(options);
        var start = Stopwatch.GetTimestamp();
        using var server = Child.Start("host", options.Data);
        await server.Answer($"/api/v1/instances/{ids[count / 2].Text}");
        var startMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Report.Say($"started in {startMs:0} ms");
        var heap = double.Parse(await server.Answer("/memory"), CultureInfo.InvariantCulture);
        var resident = server.ResidentBytes;
        var latencies = await Wake(server, ids);
        report.Write(
            "wait1m",
            (before + report.Probe()) / 2,
            [
                ("count", count),
                ("createdPerSecond", count / created),
                ("heapBytesEach", (heap - emptyHeap) / count),
                ("residentBytesEach", (resident - emptyResident) / count),
                ("storeBytesEach", new FileInfo(Path.Combine(options.Data, "continuo.db")).Length / (double)count),
                ("serverStartMs", startMs),
                .. latencies.Figures(),
            ]);
    }

    private static async Task<(double Heap, double Resident)> Empty(Options options)
    {
        using var server = Child.Start("host", Path.Combine(options.Data, "empty"));
        await server.Answer("/held");
        var heap = double.Parse(await server.Answer("/memory"), CultureInfo.InvariantCulture);
        return (heap, server.ResidentBytes);
    }

    /// <summary>From the sending of the event to the answer that the instance has completed. The first ones warm the way.</summary>
    private static async Task<Latencies> Wake(Child server, InstanceId[] ids)
    {
        var latencies = new Latencies();
        var random = new Random(7);
        for (var i = -20; i < Woken; i++)
        {
            var order = random.Next(ids.Length);
            using var content = new StringContent($$$"""{"specversion":"1.0","id":"{{{order}}}","source":"load","type":"load.paid","data":{"order":{{{order}}}}}""", Encoding.UTF8, "application/cloudevents+json");
            var began = Stopwatch.GetTimestamp();
            (await server.Http.PostAsync("/api/v1/events", content)).EnsureSuccessStatusCode();
            var answer = await server.Http.GetStringAsync($"/api/v1/instances/{ids[order].Text}?wait=PT60S");
            if (!answer.Contains("\"completed\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(answer);
            }

            if (i >= 0)
            {
                latencies.Since(began);
            }
        }

        return latencies;
    }
}
