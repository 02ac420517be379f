using System.Net;
using System.Text;
using Continuo.Processes.Running;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Continuo.Processes.Containers;

/// <summary>One container, from its creation to its removal.</summary>
internal sealed class ContainerRun
{
    private readonly DockerClient _client;
    private readonly ContainerPlan _plan;
    private readonly bool _isStarted;

    private ContainerRun(DockerClient client, ContainerPlan plan, string id, bool isStarted) => (_client, _plan, Id, _isStarted) = (client, plan, id, isStarted);

    public string Id { get; }

    /// <summary>Creates it, or finds the one that the same attempt created before a crash.</summary>
    public static async Task<ContainerRun> Create(DockerClient client, ContainerPlan plan, CancellationToken cancellation)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                var created = await client.Containers.CreateContainerAsync(plan.Parameters(), cancellation);
                return new ContainerRun(client, plan, created.ID, isStarted: false);
            }
            catch (DockerApiException taken) when (!again && IsNameTaken(taken))
            {
                if (await Meet(client, plan, cancellation) is { } earlier)
                {
                    return earlier;
                }
            }
        }
    }

    public async Task Start(CancellationToken cancellation)
    {
        if (_isStarted)
        {
            return;
        }

        var stdin = _plan.Work.Stdin;
        if (stdin.Length == 0)
        {
            await _client.Containers.StartContainerAsync(Id, new ContainerStartParameters(), cancellation);
            return;
        }

        using var stream = await _client.Containers.AttachContainerAsync(Id, new ContainerAttachParameters { Stream = true, Stdin = true }, cancellation);
        await _client.Containers.StartContainerAsync(Id, new ContainerStartParameters(), cancellation);
        try
        {
            var bytes = Encoding.UTF8.GetBytes(stdin);
            await stream.WriteAsync(bytes, 0, bytes.Length, cancellation);
            stream.CloseWrite();
        }
        catch (IOException)
        {
            // It ended, or closed its input, without reading all of it: its own affair.
        }
    }

    /// <exception cref="ProcessFailedException">It wrote more than it may.</exception>
    public async Task<ProcessResult> Await(int maxOutputBytes, CancellationToken cancellation)
    {
        await ReadLogs(follows: true, maxOutputBytes, cancellation);
        var ended = await _client.Containers.WaitContainerAsync(Id, cancellation);

        // Podman's follower may end with a short-lived container before it has seen its last lines (seen on a busy machine); once it has ended they are all there.
        var (stdout, stderr) = await ReadLogs(follows: false, maxOutputBytes, cancellation);
        return new ProcessResult((int)ended.StatusCode, stdout, stderr);
    }

    private async Task<(string Stdout, string Stderr)> ReadLogs(bool follows, int maxOutputBytes, CancellationToken cancellation)
    {
        var stdout = new OutputBuffer(_plan.Work.KeepsStdout, maxOutputBytes);
        var stderr = new OutputBuffer(_plan.Work.KeepsStderr, maxOutputBytes);
        using var logs = await _client.Containers.GetContainerLogsAsync(Id, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = follows }, cancellation);
        var buffer = new byte[16_384];
        MultiplexedStream.ReadResult read;
        while (!(read = await logs.ReadOutputAsync(buffer, 0, buffer.Length, cancellation)).EOF)
        {
            var target = read.Target == MultiplexedStream.TargetStream.StandardError ? stderr : stdout;
            target.Add(buffer.AsSpan(0, read.Count));
            if (target.IsFull)
            {
                throw ProcessFailedException.Runtime($"The container wrote more than {maxOutputBytes} bytes to its standard {(target == stdout ? "output" : "error")} and was ended (limit {nameof(ProcessesOptions.MaxOutputBytes)}).");
            }
        }

        return (stdout.ToString(), stderr.ToString());
    }

    public async Task Kill(CancellationToken cancellation)
    {
        try
        {
            await _client.Containers.KillContainerAsync(Id, new ContainerKillParameters(), cancellation);
        }
        catch (Exception gone) when (gone is DockerApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            // It does not run: never started, or ended by itself. An engine that is gone takes its containers along.
        }
    }

    public Task Remove(CancellationToken cancellation) => Remove(_client, Id, cancellation);

    public static async Task Remove(DockerClient client, string id, CancellationToken cancellation)
    {
        try
        {
            await client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellation);
        }
        catch (Exception gone) when (gone is DockerApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            // Somebody else has removed it, or the engine is gone; its labels say whose it was.
        }
    }

    /// <summary>Another container has the name. One of the same attempt is gone on with; an older one of this task makes room; a stranger does not.</summary>
    private static async Task<ContainerRun?> Meet(DockerClient client, ContainerPlan plan, CancellationToken cancellation)
    {
        var found = await client.Containers.InspectContainerAsync(plan.Name, cancellation);
        var labels = found.Config?.Labels ?? new Dictionary<string, string>();
        if (!labels.TryGetValue(ContainerPlan.KeyLabel, out var key) || key != plan.Work.Request.Key)
        {
            throw ProcessFailedException.Runtime($"A container called '{plan.Name}' exists already. Give it another name, or have it removed: lifetime: {{cleanup: always}}.");
        }

        // Input that was being written when the host died may not have arrived; then it begins anew, as it does after a failure.
        var runs = found.State is { Running: true } && plan.Work.Stdin.Length == 0;
        var succeeded = found.State is { Running: false, Status: "exited" or "stopped", ExitCode: 0 };
        if (labels.TryGetValue(ContainerPlan.AttemptLabel, out var attempt) && attempt == plan.Attempt && (runs || succeeded))
        {
            return new ContainerRun(client, plan, found.ID, isStarted: true);
        }

        await Remove(client, found.ID, cancellation);
        return null;
    }

    /// <summary>Docker answers with 409, Podman before version 5 with 500.</summary>
    private static bool IsNameTaken(DockerApiException refused) =>
        refused.StatusCode == HttpStatusCode.Conflict || ContainerErrors.Reason(refused).Contains("already in use", StringComparison.Ordinal);
}
