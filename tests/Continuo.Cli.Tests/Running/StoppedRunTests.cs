using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Running;

public sealed class StoppedRunTests : DefinitionFolder
{
    private const string Listen = "  - hear: { listen: { to: { one: { with: { type: tests.said } } } } }";

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_run_that_a_signal_stops_still_prints_one_object(string signal)
    {
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        var call = $"  - call: {{ call: http, with: {{ method: get, endpoint: 'http://{service.LocalEndpoint}/' }} }}";
        using var process = Processes.Continuo.Start(["run", Write("calls.yaml", Definition("calls", call)), "-o", "json"]);
        using var called = await service.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var report = JsonValue.Parse(output);
        Assert.Equal(1, process.ExitCode);
        Assert.Equal(["id", "status", "output", "error"], report.Object.Keys.ToArray());
        Assert.Equal("Stopped", report["error"]["title"].AsString);
    }

    [Fact]
    public async Task A_run_that_a_signal_stops_says_so_in_words()
    {
        using var process = Processes.Continuo.Start(["run", Write("hear.yaml", Definition("hear", Listen))]);
        var started = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);

        using var kill = Process.Start("kill", [$"{process.Id}"]);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("started as", started, StringComparison.Ordinal);
        Assert.Contains("The run was stopped while it was waiting.", error, StringComparison.Ordinal);
        Assert.Equal(1, process.ExitCode);
    }
}
