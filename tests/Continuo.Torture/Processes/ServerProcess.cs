using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Continuo.Torture.Processes;

/// <summary>One <c>continuo serve</c> as a process of its own, on a port that the system chooses.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private ServerProcess(Process process, string? log)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Log(line.Data, log);
        process.BeginErrorReadLine();
        Address = ReadAddress();
    }

    public int Id => _process.Id;

    /// <summary>Where it answers, once it does. Fails when it ended before.</summary>
    public Task<Uri> Address { get; }

    /// <summary>What it has written to its error stream.</summary>
    public string Errors => string.Join('\n', _errors);

    public bool HasExited => _process.HasExited;

    /// <param name="data">Its data folder.</param>
    /// <param name="log">Where its error stream is kept; null for nowhere.</param>
    /// <param name="more">Further arguments of <c>serve</c>.</param>
    public static ServerProcess Start(string data, string? log = null, params IEnumerable<string> more)
    {
        string[] arguments = ["serve", "--data", data, "--urls", "http://127.0.0.1:0", "-o", "json", .. more];
        var start = new ProcessStartInfo(Repository.Program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ServerProcess(process, log);
    }

    /// <summary>SIGKILL, to this process alone.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: the polite request to end.</summary>
    public Task Terminate() => Signal("TERM");

    /// <summary>SIGSTOP: it runs no further, and is not asked.</summary>
    public Task Pause() => Signal("STOP");

    /// <summary>SIGCONT: it goes on where it was, as if no time had passed.</summary>
    public Task Wake() => Signal("CONT");

    public async Task<int> WaitForExit(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience, TimeProvider.System);
        await _process.WaitForExitAsync(late.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill();
        }

        // Nobody may want to know why it never answered.
        _ = Address.Exception;
        _process.Dispose();
    }

    private async Task Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {Id}")]);
        await kill.WaitForExitAsync();
    }

    private async Task<Uri> ReadAddress()
    {
        if (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var said = JsonDocument.Parse(line);
            if (said.RootElement.TryGetProperty("url", out var url))
            {
                return new Uri(url.GetString()!);
            }
        }

        await _process.WaitForExitAsync();
        throw new ServerEndedException(_process.ExitCode, Errors);
    }

    private void Log(string? line, string? file)
    {
        if (line is not null)
        {
            _errors.Enqueue(line);
            if (file is not null)
            {
                File.AppendAllText(file, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} [{Id}] {line}\n");
            }
        }
    }
}
