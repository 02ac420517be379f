using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuo.Load;

/// <summary>The service that http5 calls: a process of its own, whose answer costs nothing.</summary>
internal static class EchoService
{
    private static readonly byte[] s_answer = [.. "{\"text\":\""u8, .. Enumerable.Repeat((byte)'x', 85), .. "\"}"u8];

    public static async Task Serve(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = s_answer.Length;
            await context.Response.Body.WriteAsync(s_answer, context.RequestAborted);
        });
        await app.RunAsync(url);
    }
}
