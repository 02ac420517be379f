using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Continuo.Processes.Running;

/// <summary>One process of the operating system, from its start to its end.</summary>
internal sealed class SystemProcess : IDisposable
{
    private static readonly string? s_setsid = OperatingSystem.IsWindows() ? null : Programs.Find("setsid");

    // What a process left behind may hold its streams open for ever; what it wrote itself has arrived by then.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Launch _launch;
    private readonly string _mark;
    private int _killed;

    private SystemProcess(Process process, Launch launch, string mark) => (_process, _launch, _mark) = (process, launch, mark);

    /// <exception cref="ProcessFailedException">It cannot be started.</exception>
    public static SystemProcess Start(Launch launch)
    {
        var mark = RandomNumberGenerator.GetHexString(24, lowercase: true);
        var start = new ProcessStartInfo(s_setsid ?? launch.Program)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = launch.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (s_setsid is not null)
        {
            start.ArgumentList.Add(launch.Program);
        }

        foreach (var argument in launch.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        HostEnvironment.Apply(start.Environment, launch.Environment);
        start.Environment[ProcessTree.Mark] = mark;
        try
        {
            return new SystemProcess(Process.Start(start)!, launch, mark);
        }
        catch (Exception refused) when (refused is Win32Exception or InvalidOperationException or ArgumentException or IOException)
        {
            throw ProcessFailedException.Runtime($"'{launch.Program}' cannot be started in {launch.Directory}: {refused.Message}");
        }
    }

    /// <summary>Feeds it, collects what it writes, and waits for its end.</summary>
    /// <exception cref="ProcessFailedException">It wrote more than it may; it has been killed.</exception>
    /// <exception cref="OperationCanceledException">It is not wanted any more; it has been killed.</exception>
    public async Task<ProcessResult> Await(int maxOutputBytes, TimeProvider time, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(Kill);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var stdout = new OutputBuffer(_launch.KeepsStdout, maxOutputBytes);
        var stderr = new OutputBuffer(_launch.KeepsStderr, maxOutputBytes);
        var feeding = Feed(over.Token);
        Task[] reading = [Collect(stdout, _process.StandardOutput.BaseStream, over.Token), Collect(stderr, _process.StandardError.BaseStream, over.Token)];
        try
        {
            await _process.WaitForExitAsync(cancellation);
            await Task.WhenAll(reading).WaitAsync(s_rest, time, cancellation);
        }
        catch (TimeoutException)
        {
            // Its own output is there; what still writes was left behind on purpose.
        }
        finally
        {
            if (cancellation.IsCancellationRequested)
            {
                // The registration may have been overtaken by the end of the wait.
                Kill();
            }

            await over.CancelAsync();
            await Task.WhenAll([.. reading, feeding]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (stdout.IsFull || stderr.IsFull)
        {
            throw ProcessFailedException.Runtime($"It wrote more than {maxOutputBytes} bytes to its standard {(stdout.IsFull ? "output" : "error")} and was ended (limit {nameof(ProcessesOptions.MaxOutputBytes)}).");
        }

        return new ProcessResult(_process.ExitCode, stdout.ToString(), stderr.ToString());
    }

    public void Kill()
    {
        if (Interlocked.Exchange(ref _killed, 1) == 0)
        {
            ProcessTree.Kill(_process, s_setsid is not null, _mark);
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task Collect(OutputBuffer buffer, Stream stream, CancellationToken cancellation)
    {
        await buffer.Fill(stream, cancellation);
        if (buffer.IsFull)
        {
            Kill();
        }
    }

    private async Task Feed(CancellationToken cancellation)
    {
        try
        {
            await using var stdin = _process.StandardInput.BaseStream;
            await stdin.WriteAsync(Encoding.UTF8.GetBytes(_launch.Stdin), cancellation);
        }
        catch (IOException)
        {
            // It ended, or closed its input, without reading all of it: its own affair.
        }
    }
}
