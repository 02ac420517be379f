using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>Tells the shards here of events that other nodes append: read from the log each second, and at once when it is said to have grown.</summary>
/// <remarks>One loop for all parts. While a part's own shard sits here, its writer tells, and there is nothing to read.</remarks>
internal sealed partial class EventFollower(IJournal journal, EventBoard board, TimeProvider time, ILogger logger)
{
    private const int EventsAtOnce = 500;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _poked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A part is said to have grown.</summary>
    public void Poke(int part, long tail)
    {
        if (tail > board.Announced(part))
        {
            board.Rise(part, tail);
            Volatile.Read(ref _poked).TrySetResult();
        }
    }

    /// <summary>Tells of everything up to a place.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    public async ValueTask CatchUp(int part, long through, CancellationToken cancellation)
    {
        for (var announced = board.Announced(part); announced < through; announced = board.Announced(part))
        {
            if (!await Read(part, announced, cancellation))
            {
                return;
            }
        }
    }

    /// <summary>Until cancelled.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            // First the new wait, then the look: a poke between the two ends the wait.
            var poked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _poked, poked);
            try
            {
                for (var part = 0; part < journal.EventParts; part++)
                {
                    while (await Read(part, board.Announced(part), cancellation))
                    {
                    }
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A supervisor: events that are not read now are read with the next look.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.NotRead(logger, exception.Message);
            }

            await poked.Task.WaitAsync(s_look, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async ValueTask<bool> Read(int part, long after, CancellationToken cancellation)
    {
        var page = await journal.ReadEvents(part, [], after, EventsAtOnce, cancellation);
        if (page.Through <= after)
        {
            return false;
        }

        ImmutableArray<EventKey> keys = [.. page.Events.Select(stored => EventKey.OfType(stored.Type)).Distinct()];

        // Only from where it was read: an announcement that came first has told the rest, and this one of no more than was read.
        board.Announce(part, page.Through, keys);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1087, LogLevel.Warning, "Events of other nodes could not be read ({Why}); they are read with the next look")]
        public static partial void NotRead(ILogger logger, string why);
    }
}
