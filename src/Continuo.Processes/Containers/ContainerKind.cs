using System.Net.Http;
using System.Net.Sockets;
using Docker.DotNet;
using Microsoft.Extensions.Options;

namespace Continuo.Processes.Containers;

/// <summary><c>run: container</c>, by the Docker Engine API: Docker or Podman.</summary>
internal sealed class ContainerKind(ContainerEngine engine, ContainerJanitor janitor, TimeProvider time, IOptions<ProcessesOptions> options) : IProcessKind
{
    public AllowedProcesses Kind => AllowedProcesses.Container;

    public async Task<ProcessResult> Run(ProcessWork work, CancellationToken cancellation)
    {
        try
        {
            janitor.Begin();
            var image = await ContainerImages.Provide(engine.Client, work.Text("image"), work.Text("pullPolicy"), cancellation);
            return await Run(new ContainerPlan(work, image), cancellation);
        }
        catch (DockerApiException refused) when (!cancellation.IsCancellationRequested)
        {
            throw ProcessFailedException.Runtime($"The container engine refused it ({(int)refused.StatusCode}): {ContainerErrors.Reason(refused)}");
        }
        catch (Exception gone) when (!cancellation.IsCancellationRequested && gone is HttpRequestException or SocketException or IOException or TimeoutException or DockerConfigurationException)
        {
            throw ProcessFailedException.Runtime($"The container engine at {ContainerEngine.Address(options.Value)} does not answer: {gone.Message} Start it, or set DOCKER_HOST.");
        }
    }

    private async Task<ProcessResult> Run(ContainerPlan plan, CancellationToken cancellation)
    {
        var run = await ContainerRun.Create(engine.Client, plan, cancellation);
        var done = false;
        try
        {
            await run.Start(cancellation);
            done = true;
            if (!plan.Work.IsAwaited)
            {
                return new ProcessResult(0, "", "");
            }

            done = false;
            var result = await run.Await(options.Value.MaxOutputBytes, cancellation);
            done = true;
            return result;
        }
        finally
        {
            await CleanUp(run, plan, done);
        }
    }

    /// <summary>Not cancelled with the task: a container that nobody waits for would run on.</summary>
    private async Task CleanUp(ContainerRun run, ContainerPlan plan, bool done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
        if (!done)
        {
            await run.Kill(limit.Token);
        }

        if (plan.RemoveAfter is { } after)
        {
            janitor.Watch(run.Id, after);
        }
        else if (plan.IsRemovedAtOnce && plan.Work.IsAwaited)
        {
            await run.Remove(limit.Token);
        }
    }
}
