using System.Globalization;
using Continuo.Engine;
using Continuo.Server;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Load;

/// <summary>The server under load, with the functions that the scenarios call.</summary>
internal static class HttpHost
{
    public static async Task Serve(string url, string data)
    {
        var held = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddContinuo(options =>
        {
            var answer = (JsonValue)JsonObject.Of(("text", new string('x', 85)));
            options.DataDirectory = data;
            options.Limits = EngineLimits.Default with { EffectsPerNode = 1_000_000 };
            options.Functions.Add("work", (_, _) => ValueTask.FromResult(answer));
            options.Functions.Add("pure", (_, _) => ValueTask.FromResult(answer), pure: true);
            options.Functions.Add("hold", async (_, cancellation) =>
            {
                Interlocked.Increment(ref held);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                return answer;
            });
        });
        await using var app = builder.Build();
        app.MapContinuo();
        app.MapGet("/held", () => Volatile.Read(ref held).ToString(CultureInfo.InvariantCulture));
        app.MapGet("/memory", () =>
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return GC.GetTotalMemory(true).ToString(CultureInfo.InvariantCulture);
        });
        await app.RunAsync(url);
    }
}
