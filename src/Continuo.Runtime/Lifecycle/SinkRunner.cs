using System.Buffers.Binary;
using System.Collections.Immutable;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Lifecycle;

/// <summary>Serves one sink: pulls what it has not had, delivers, notes how far it came.</summary>
/// <remarks>Nothing is queued for a sink that is dead; it lags, and goes on from its mark. What it was told between a delivery and the mark it is told again, under the same ids.</remarks>
internal sealed partial class SinkRunner(ILifecycleSink sink, LifecycleFeed feed, IRecordStore? records, TimeProvider time, ILogger<SinkRunner> logger)
{
    public const string RecordKind = "lifecycle-sink";

    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1);

    /// <summary>What a sink did not take for so long, it never will.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);

    /// <summary>Events that are older when they are delivered count as late.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(1);

    private readonly KeyValuePair<string, object?> _tag = new("sink", sink.Name);

    /// <summary>Whether this node serves the sink, where another may; null where it is alone.</summary>
    public Func<bool>? Serves { get; init; }

    public async Task Run(ShardCursor mark, CancellationToken cancellation)
    {
        try
        {
            do
            {
                mark = await Turn(mark, cancellation);
                await Serve(mark, cancellation);
            }
            while (Serves is not null);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The node ends; the mark says where to go on.
        }
#pragma warning disable CA1031 // The supervisor of a sink: whatever it broke on, the engine and the other sinks go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Broke(logger, sink.Name, exception);
        }
    }

    /// <summary>Until it is this node that serves; then where the one before has left it.</summary>
    private async Task<ShardCursor> Turn(ShardCursor mark, CancellationToken cancellation)
    {
        if (Serves is null)
        {
            return mark;
        }

        while (!Serves())
        {
            await Task.Delay(s_turn, time, cancellation);
        }

        return records is null ? mark : await Mark(cancellation);
    }

    private async Task Serve(ShardCursor mark, CancellationToken cancellation)
    {
        await foreach (var page in feed.Pages(mark, cancellation))
        {
            if (Serves?.Invoke() == false)
            {
                return;
            }

            await Deliver([.. page.Events.Where(sink.Filter.Matches)], cancellation);
            await Note(page.Through, cancellation);
        }
    }

    private async Task Deliver(ImmutableArray<LifecycleEvent> events, CancellationToken cancellation)
    {
        for (var failures = 0; !events.IsEmpty;)
        {
            var answer = await sink.Deliver(events, cancellation);
            Count(events.AsSpan(0, answer.Taken));
            events = events[answer.Taken..];
            failures = answer.Taken > 0 ? 0 : failures;
            if (answer.Why is not { } why || events.IsEmpty)
            {
                continue;
            }

            if (answer.IsFinal || time.GetUtcNow() - events[0].At > s_patience)
            {
                LifecycleTelemetry.Dropped.Add(1, _tag);
                Log.Dropped(logger, sink.Name, events[0].Type, events[0].Instance.Text, why);
                events = events[1..];
                continue;
            }

            LifecycleTelemetry.Failed.Add(1, _tag);
            Log.Failed(logger, sink.Name, why, failures);
            await Task.Delay(Backoff(failures++), time, cancellation);
        }
    }

    private void Count(ReadOnlySpan<LifecycleEvent> taken)
    {
        var now = time.GetUtcNow();
        foreach (var happened in taken)
        {
            LifecycleTelemetry.Delivered.Add(1, _tag);
            if (now - happened.At > s_late)
            {
                LifecycleTelemetry.Late.Add(1, _tag);
            }
        }
    }

    /// <summary>A sink that is new begins with what happens from now on, also if the node ends before anything did.</summary>
    public async Task<ShardCursor> Mark(CancellationToken cancellation)
    {
        var newest = await Persist(() => feed.NewestCursor(cancellation), cancellation);
        if (records is null)
        {
            return newest;
        }

        var found = await Persist(() => records.ReadRecord(RecordKind, sink.Name, cancellation), cancellation);
        if (found is { } mark && mark.Length == newest.Positions.Length * sizeof(long))
        {
            return new([.. Enumerable.Range(0, newest.Positions.Length).Select(i => BinaryPrimitives.ReadInt64BigEndian(mark.Span[(i * sizeof(long))..]))]);
        }

        await Note(newest, cancellation);
        return newest;
    }

    private async Task Note(ShardCursor through, CancellationToken cancellation)
    {
        if (records is null)
        {
            return;
        }

        var mark = new byte[through.Positions.Length * sizeof(long)];
        for (var i = 0; i < through.Positions.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(mark.AsSpan(i * sizeof(long)), through.Positions[i]);
        }

        await Persist(
            async () =>
            {
                await records.WriteRecord(RecordKind, sink.Name, mark, cancellation);
                return true;
            },
            cancellation);
    }

    private async Task<T> Persist<T>(Func<ValueTask<T>> action, CancellationToken cancellation)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                return await action();
            }
            catch (JournalUnavailableException unavailable)
            {
                Log.Failed(logger, sink.Name, unavailable.Message, failures);
                await Task.Delay(Backoff(failures), time, cancellation);
            }
        }
    }

    private static TimeSpan Backoff(int failures)
    {
        var backoff = TimeSpan.FromMilliseconds(200L << Math.Min(failures, 10));
        return backoff < s_longestBackoff ? backoff : s_longestBackoff;
    }

    private static partial class Log
    {
        [LoggerMessage(1150, LogLevel.Warning, "The lifecycle sink {Sink} did not take an event ({Why}); it is asked again, {Failures} failures so far")]
        public static partial void Failed(ILogger logger, string sink, string why, int failures);

        [LoggerMessage(1151, LogLevel.Error, "The lifecycle sink {Sink} will not take {Type} of instance {Instance} ({Why}); the event is dropped")]
        public static partial void Dropped(ILogger logger, string sink, string type, string instance, string why);

        [LoggerMessage(1152, LogLevel.Error, "The lifecycle sink {Sink} broke and is served no more until the node starts again")]
        public static partial void Broke(ILogger logger, string sink, Exception exception);
    }
}
