using Continuo.Client;

namespace Continuo.Torture.Processes;

/// <summary>A server that is killed and started again on the same data; clients always talk to the newest.</summary>
internal sealed class RestartedServer(string data, string log, IReadOnlyCollection<string> arguments) : IServers
{
    private readonly List<HttpClient> _connections = [];
    private ServerProcess? _process;
    private volatile ContinuoClient? _client;
    private volatile TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ContinuoClient Client => _client!;

    public Task Up => _up.Task;

    /// <summary>The process that runs now.</summary>
    public ServerProcess Process => _process!;

    public string Data => data;

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Starts it and returns when it answers.</summary>
    public async Task Boot()
    {
        _process = ServerProcess.Start(data, log, arguments);
        var http = new HttpClient { BaseAddress = await _process.Address, Timeout = Timeout.InfiniteTimeSpan };
        _connections.Add(http);
        _client = new ContinuoClient(http);
        _up.TrySetResult();
    }

    /// <summary>Starts it and kills it after <paramref name="life"/>, whether it answers by then or not.</summary>
    public async Task BootAndKill(TimeSpan life)
    {
        _process = ServerProcess.Start(data, log, arguments);
        await Task.Delay(life, TimeProvider.System);
        await Kill();
    }

    /// <summary>Asks it to end (SIGTERM) and waits until it has.</summary>
    /// <returns>Its exit code, and what it wrote to its error stream.</returns>
    public async Task<(int Code, string Errors)> Terminate(TimeSpan patience)
    {
        Down();
        await _process!.Terminate();
        var code = await _process.WaitForExit(patience);
        var errors = _process.Errors;
        await _process.DisposeAsync();
        _process = null;
        return (code, errors);
    }

    /// <summary>Asks it to end, and kills it after <paramref name="patience"/>, in the midst of its drain or when it has ended already.</summary>
    public async Task KillWhileDraining(TimeSpan patience)
    {
        Down();
        await _process!.Terminate();
        await Task.Delay(patience, TimeProvider.System);
        Kills += _process.HasExited ? 0 : 1;
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>SIGSTOP; clients keep away from it.</summary>
    public async Task Pause()
    {
        Down();
        await _process!.Pause();
    }

    /// <summary>Lets it go on, with clients that ask it again.</summary>
    public async Task Wake()
    {
        _up.TrySetResult();
        await _process!.Wake();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code, and what it wrote to its error stream.</returns>
    public async Task<(int Code, string Errors)> Ended(TimeSpan patience)
    {
        var code = await _process!.WaitForExit(patience);
        Down();
        var errors = _process.Errors;
        await _process.DisposeAsync();
        _process = null;
        return (code, errors);
    }

    /// <summary>SIGKILL.</summary>
    /// <exception cref="ServerEndedException">It had ended by itself, which is never right.</exception>
    public async Task Kill()
    {
        if (_process!.HasExited)
        {
            throw new ServerEndedException(await _process.WaitForExit(TimeSpan.Zero), _process.Errors);
        }

        Down();
        await _process.Kill();
        Kills++;
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }

        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private void Down()
    {
        if (_up.Task.IsCompleted)
        {
            _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
