using Continuo.Services.Tests.Mcp;
using Xunit.Runner.InProc.SystemConsole;

namespace Continuo.Services.Tests;

/// <summary>Runs the tests; or is the process that a test of <c>call: mcp</c> starts.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args is [McpServers.Stdio] ? McpServers.RunStdio() : ConsoleRunner.Run(args);
}
