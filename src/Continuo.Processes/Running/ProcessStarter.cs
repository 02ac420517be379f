using Microsoft.Extensions.Options;

namespace Continuo.Processes.Running;

/// <summary>Starts processes of the operating system, awaited or left to themselves.</summary>
internal sealed class ProcessStarter(TimeProvider time, IOptions<ProcessesOptions> options)
{
    /// <param name="launch">The process.</param>
    /// <param name="isAwaited">Whether to wait for its end.</param>
    /// <param name="folder">A folder that goes with the process, if any.</param>
    /// <param name="cancellation">Ends what is awaited.</param>
    public async Task<ProcessResult> Run(Launch launch, bool isAwaited, ScratchFolder? folder, CancellationToken cancellation)
    {
        if (!isAwaited)
        {
            Detach(launch, folder);
            return new ProcessResult(0, "", "");
        }

        try
        {
            cancellation.ThrowIfCancellationRequested();
            using var process = SystemProcess.Start(launch);
            return await process.Await(options.Value.MaxOutputBytes, time, cancellation);
        }
        finally
        {
            folder?.Remove();
        }
    }

    /// <summary>
    /// Nobody reads what it writes and it may outlive this process, so pipes would break under it: a shell gives it files instead, and removes them after it.
    /// </summary>
    private static void Detach(Launch launch, ScratchFolder? folder)
    {
        if (OperatingSystem.IsWindows())
        {
            using var plain = SystemProcess.Start(launch);
            return;
        }

        folder ??= ScratchFolder.Create();
        var stdin = folder.Write("stdin", launch.Stdin);
        const string Script = "folder=$1 stdin=$2; shift 2; \"$@\" <\"$stdin\" >/dev/null 2>&1; cd /; rm -rf -- \"$folder\"";
        using var process = SystemProcess.Start(launch with
        {
            Program = "/bin/sh",
            Arguments = ["-c", Script, "sh", folder.Path, stdin, launch.Program, .. launch.Arguments],
        });
    }
}
