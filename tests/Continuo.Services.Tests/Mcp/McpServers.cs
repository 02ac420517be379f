using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Continuo.Services.Tests.Mcp;

/// <summary>Real MCP servers of the official package: over HTTP in this process, over stdio in one of their own.</summary>
public static class McpServers
{
    /// <summary>The argument that makes this program an MCP server.</summary>
    public const string Stdio = "--mcp-server";

    public static async Task<WebApplication> StartHttp(ConcurrentQueue<HeaderDictionary> seen, Func<HttpContext, bool>? admits = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMcpServer().WithHttpTransport().WithTools<ShopTools>().WithPrompts<ShopTools>().WithResources<ShopTools>();
        var app = builder.Build();
        app.Use(next => context =>
        {
            seen.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
            return admits?.Invoke(context) != false ? next(context) : Task.CompletedTask;
        });
        app.MapMcp("/mcp");
        await app.StartAsync();
        return app;
    }

    public static async Task<int> RunStdio()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMcpServer().WithStdioServerTransport().WithTools<ShopTools>().WithPrompts<ShopTools>().WithResources<ShopTools>();
        await builder.Build().RunAsync();
        return 0;
    }
}
