using Continuo.Client;

namespace Continuo.Cli.Demo;

/// <summary>The server of the demo: a process that is killed and started again on the same store.</summary>
internal sealed class DemoServer(string data, IReadOnlyCollection<string> serviceArguments) : IAsyncDisposable
{
    private readonly string _address = $"http://127.0.0.1:{OrderServices.FreePort()}";
    private ChildProcess? _process;

    public ContinuoClient Client => field ??= ContinuoClient.Connect(new Uri(_address));

    public int ProcessId => _process!.Id;

    public async Task Start(TimeSpan patience, CancellationToken cancellation)
    {
        _process = ChildProcess.Start(
            Environment.ProcessPath!,
            ["serve", "--data", Path.Combine(data, "store"), "--urls", _address, .. serviceArguments],
            Path.Combine(data, "server.log"));
        await Polling.Until("the server answers", async () => _process.HasExited ? throw Died() : await Client.IsAlive(cancellation), patience, cancellation);
    }

    public async Task Kill()
    {
        await _process!.Kill();
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private CommandLine.CliException Died() =>
        new(CommandLine.ExitCode.Failed, $"The server ended by itself: {string.Join(' ', File.ReadLines(Path.Combine(data, "server.log")).TakeLast(3))}");
}
