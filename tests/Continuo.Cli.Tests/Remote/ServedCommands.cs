using System.Diagnostics;
using Continuo.Cli.Tests.Processes;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Remote;

/// <summary>A server process for the tests of a class.</summary>
public sealed class ServedCommands : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("continuo-cli-served-").FullName;
    private Process _server = null!;

    public string Address { get; private set; } = "";

    internal Task<Ended> Run(params string[] arguments) => Processes.Continuo.Run([.. arguments, "--server", Address], null);

    public async ValueTask InitializeAsync()
    {
        _server = Processes.Continuo.Start(["serve", "--data", _data, "--urls", "http://127.0.0.1:0", "-o", "json"]);
        _server.StandardInput.Close();
        _ = _server.StandardError.ReadToEndAsync();
        Address = JsonValue.Parse((await _server.StandardOutput.ReadLineAsync())!)["url"].AsString!;
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_data, true);
    }
}
