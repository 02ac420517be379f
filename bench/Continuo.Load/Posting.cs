using System.Diagnostics;
using System.Text;

namespace Continuo.Load;

/// <summary>post URL: a closed loop of empty JSON objects to an address, for servers that are not ours.</summary>
internal static class Posting
{
    public static async Task Measure(Uri url, Options options, Report report)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
        foreach (var clients in options.Clients)
        {
            var before = report.Probe();
            await Loop(http, url, clients, options.Seconds / 4, new Latencies());
            var latencies = new Latencies();
            var began = Stopwatch.GetTimestamp();
            await Loop(http, url, clients, options.Seconds, latencies);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            report.Write("post", (before + report.Probe()) / 2, [("url", url.ToString()), ("clients", clients), ("requestsPerSecond", latencies.Count / seconds), .. latencies.Figures()]);
        }
    }

    private static Task Loop(HttpClient http, Uri url, int clients, TimeSpan time, Latencies latencies)
    {
        var began = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                var start = Stopwatch.GetTimestamp();
                using var content = new StringContent("{}", Encoding.UTF8, "application/json");
                using var answer = await http.PostAsync(url, content);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
                latencies.Since(start);
            }
        })));
    }
}
