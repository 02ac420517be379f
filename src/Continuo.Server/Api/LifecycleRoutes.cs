using System.Text;
using Continuo.Engine.Instances;
using Continuo.Runtime.Lifecycle;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;
using Node = Continuo.Runtime.Node;

namespace Continuo.Server.Api;

/// <summary>Lifecycle events as they happen, as a stream of server-sent events.</summary>
internal sealed class LifecycleRoutes(Node node, TimeProvider time)
{
    private const int MostStreams = 100;

    /// <summary>Shorter than what proxies take for dead.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);
    private static readonly byte[] s_comment = ":\n\n"u8.ToArray();

    private int _streams;

    public Task<Answer> Watch(ApiRequest request)
    {
        request.Accept("workflow", "instance", "types", "after");
        var (workflow, version) = InstanceRoutes.Workflow(request.One("workflow"));
        var instance = request.One("instance") is { } id ? new InstanceId(id) : (InstanceId?)null;
        var filter = new LifecycleFilter(workflow, instance, [.. Types(request)], version);

        // Of a browser that comes back the address is old and the header is new.
        var after = Place(request.Http.Headers["Last-Event-ID"].ToString(), "Last-Event-ID") ?? Place(request.One("after"), "after") ?? node.Lifecycle.Newest;
        if (Volatile.Read(ref _streams) >= MostStreams)
        {
            return Task.FromResult<Answer>(new Problem(503, "busy", "The server takes no more now.", $"{MostStreams} streams of lifecycle events are open.", "Close one, or ask again later.") { RetryAfter = TimeSpan.FromSeconds(5) });
        }

        return Task.FromResult(new Answer(200, JsonValue.Null) { ContentType = "text/event-stream", Stream = response => Write(response, filter, after, request.Stopping) });
    }

    private async Task Write(HttpResponse response, LifecycleFilter filter, LifecyclePlace after, CancellationToken stopping)
    {
        Interlocked.Increment(ref _streams);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(response.HttpContext.RequestAborted, stopping);
        var events = node.Lifecycle.Subscribe(filter, after, ends.Token).GetAsyncEnumerator(ends.Token);
        var next = events.MoveNextAsync().AsTask();
        try
        {
            await response.Body.WriteAsync(s_comment, ends.Token);
            while (await Ready(next, response, ends.Token))
            {
                await response.Body.WriteAsync(Encoding.UTF8.GetBytes($"id: {events.Current.Place}\nevent: {events.Current.Type}\ndata: {JsonWriter.Write(events.Current.Event)}\n\n"), ends.Token);
                next = events.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Whoever watched has gone, or the process ends: there is nobody to be answered.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
            await ends.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await events.DisposeAsync();
        }
    }

    /// <summary>Whether there is a next one; while there is none, what was written goes out, and now and then a sign of life.</summary>
    private async Task<bool> Ready(Task<bool> next, HttpResponse response, CancellationToken cancellation)
    {
        while (!next.IsCompleted)
        {
            await response.Body.FlushAsync(cancellation);
            await ((Task)next.WaitAsync(s_heartbeat, time, cancellation)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!next.IsCompleted)
            {
                await response.Body.WriteAsync(s_comment, cancellation);
            }
        }

        return await next;
    }

    private static IEnumerable<string> Types(ApiRequest request)
    {
        foreach (var type in request.Many("types").SelectMany(given => given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            yield return LifecycleFilter.IsType(type)
                ? type
                : throw new ProblemException(Problem.BadParameter("types", type, $"one of {string.Join(", ", LifecycleFilter.KnownTypes.Select(LifecycleFilter.InShort))}"));
        }
    }

    private static LifecyclePlace? Place(string? text, string name) => string.IsNullOrEmpty(text) ? null
        : LifecyclePlace.TryParse(text, out var place) ? place
        : throw new ProblemException(Problem.BadParameter(name, text, "the id of an event of this stream, or 0 for the oldest"));
}
