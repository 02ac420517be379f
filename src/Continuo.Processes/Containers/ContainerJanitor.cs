using System.Collections.Concurrent;
using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Continuo.Processes.Containers;

/// <summary>Removes ended containers once their time is over: <c>cleanup: eventually</c>.</summary>
/// <remarks>Keeps nothing of its own: what is to be removed and when is written on the containers, and is read there when a host begins to run containers.</remarks>
internal sealed class ContainerJanitor(ContainerEngine engine, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _watched = new();
    private readonly CancellationTokenSource _ending = new();
    private int _begun;

    /// <summary>Takes over, once, what an earlier host left.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            _ = Quietly(TakeOver);
        }
    }

    public void Watch(string id, TimeSpan after)
    {
        if (_watched.TryAdd(id, true))
        {
            _ = Quietly(cancellation => RemoveLater(id, after, cancellation));
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task TakeOver(CancellationToken cancellation)
    {
        var filter = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [ContainerPlan.RemoveLabel] = true } };
        foreach (var found in await engine.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filter }, cancellation))
        {
            if (found.Labels.TryGetValue(ContainerPlan.RemoveLabel, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds >= 0)
            {
                Watch(found.ID, TimeSpan.FromSeconds(seconds));
            }
        }
    }

    private async Task RemoveLater(string id, TimeSpan after, CancellationToken cancellation)
    {
        try
        {
            await engine.Client.Containers.WaitContainerAsync(id, cancellation);
            var ended = (await engine.Client.Containers.InspectContainerAsync(id, cancellation)).State?.FinishedAt;
            var passed = DateTimeOffset.TryParse(ended, CultureInfo.InvariantCulture, out var at) ? time.GetUtcNow() - at : TimeSpan.Zero;
            if (after - passed is { Ticks: > 0 } left)
            {
                await Task.Delay(left, time, cancellation);
            }

            await ContainerRun.Remove(engine.Client, id, cancellation);
        }
        finally
        {
            _watched.TryRemove(id, out _);
        }
    }

    private async Task Quietly(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_ending.Token);
        }
        catch (Exception gone) when (gone is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException or ProcessFailedException)
        {
            // The engine or the host has ended, or somebody was faster. The label stays on the container; the next host reads it.
        }
    }
}
