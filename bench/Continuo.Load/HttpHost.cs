using System.Globalization;
using Continuo.Server;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Load;

/// <summary>The server under load: this program again, in a process of its own, with the function that the scenarios call.</summary>
internal static class HttpHost
{
    public static async Task Serve(string url, string data)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddContinuo(options =>
        {
            var answer = (JsonValue)JsonObject.Of(("text", new string('x', 85)));
            options.DataDirectory = data;
            options.Functions.Add("work", (_, _) => ValueTask.FromResult(answer));
        });
        await using var app = builder.Build();
        app.MapContinuo();
        app.MapGet("/pid", () => Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        await app.RunAsync(url);
    }
}
