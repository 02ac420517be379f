using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace Continuo.Services.Tests.Mcp;

/// <summary>What the MCP server of these tests offers.</summary>
[McpServerToolType]
[McpServerPromptType]
[McpServerResourceType]
public sealed class ShopTools
{
    [McpServerTool(Name = "add"), Description("Adds two numbers.")]
    public static string Add(int a, int b) => (a + b).ToString();

    [McpServerTool(Name = "fail"), Description("Always fails.")]
    public static string Fail() => throw new McpException("out of tea");

    [McpServerTool(Name = "environment"), Description("A variable of the server's environment.")]
    public static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "none";

    [McpServerTool(Name = "hang"), Description("Answers when the call is cancelled.")]
    public static async Task<string> Hang(CancellationToken cancellation)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellation);
        return "";
    }

    [McpServerPrompt(Name = "greet"), Description("A greeting.")]
    public static string Greet(string name) => $"Hello {name}";

    [McpServerResource(UriTemplate = "shop://stock", Name = "stock", MimeType = "text/plain"), Description("What there is.")]
    public static string Stock() => "tea";

    [McpServerResource(UriTemplate = "shop://items/{id}", Name = "item", MimeType = "text/plain"), Description("One thing.")]
    public static string Item(string id) => $"item {id}";
}
