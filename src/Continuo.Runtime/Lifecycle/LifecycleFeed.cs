using System.Runtime.CompilerServices;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Lifecycle;

/// <summary>What happens to workflows and tasks, as the standard's lifecycle events.</summary>
/// <remarks>
/// Thread-safe. Pulled from the journal by those who want them; while there are none, nothing is read and nothing is made. What is told is durable; in the order of
/// the commits, and each event at least once to whoever goes on where it was.
/// </remarks>
public sealed class LifecycleFeed
{
    /// <summary>A commit that nobody announced, such as one whose outcome was unknown, is found by looking.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly LifecycleReader _reader;
    private readonly Func<long>? _newest;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly CancellationToken _ended;
    private TaskCompletionSource? _waiting;

    /// <param name="reader">Reads the journal.</param>
    /// <param name="journal">Where tails of shards are read, when each has its own.</param>
    /// <param name="newest">The newest position that was decided; null where each shard has its own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">The node ends.</param>
    internal LifecycleFeed(LifecycleReader reader, IJournal journal, Func<long>? newest, TimeProvider time, CancellationToken ended) =>
        (_reader, _journal, _newest, _time, _ended) = (reader, journal, newest, time, ended);

    /// <summary>Now: after the newest commit that anybody has decided.</summary>
    public LifecyclePlace Newest => _newest is null ? LifecyclePlace.EndOf(0) with { Shards = ShardCursor.Now } : LifecyclePlace.EndOf(_newest());

    /// <summary>Events as they happen, until cancelled or until the node ends.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="after">Where to go on; null begins with what happens after this call.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<LifecycleEvent> Subscribe(LifecycleFilter? filter = null, LifecyclePlace? after = null, CancellationToken cancellation = default) =>
        Follow(filter ?? LifecycleFilter.All, after ?? Newest, cancellation);

    /// <summary>Something was committed. Called by the writer: costs a look at a field while nobody waits.</summary>
    internal void Wake()
    {
        if (Volatile.Read(ref _waiting) is not null)
        {
            Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
        }
    }

    /// <summary>After everything that is in the store now.</summary>
    internal async ValueTask<ShardCursor> NewestCursor(CancellationToken cancellation) =>
        new(_newest is null ? [.. (await _journal.ReadOwnership(cancellation)).Shards.Select(shard => shard.Tail)] : [_newest()]);

    /// <summary>Pages after a place, one after the other, also those without events.</summary>
    internal async IAsyncEnumerable<LifecyclePage> Pages(ShardCursor after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_ended, cancellation);
        while (true)
        {
            LifecyclePage? page = null;

            // First the wait, then the look: a commit between the two ends the wait.
            var woken = Next();
            try
            {
                page = await _reader.Read(after, ends.Token);
            }
            catch (JournalUnavailableException)
            {
                // It is asked again; readiness and the writer's log say what is wrong.
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                yield break;
            }

            if (page is not null && page.Through != after)
            {
                after = page.Through;
                yield return page;
                continue;
            }

            await woken.WaitAsync(s_look, _time, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async IAsyncEnumerable<LifecycleEvent> Follow(LifecycleFilter filter, LifecyclePlace after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Of the commit in which the caller was interrupted, the rest.
        var from = after.Shards is { IsNow: false } shards ? shards
            : after.Shards is not null ? await NewestCursor(cancellation)
            : new ShardCursor(_newest is null ? [.. Enumerable.Repeat(0L, _journal.Shards)] : [after.Index == int.MaxValue ? after.Position : after.Position - 1]);
        await foreach (var page in Pages(from, cancellation))
        {
            foreach (var happened in page.Events)
            {
                if ((_newest is null || happened.Place > after) && filter.Matches(happened))
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return happened;
                }
            }
        }
    }

    private Task Next()
    {
        while (true)
        {
            if (Volatile.Read(ref _waiting) is { } waiting)
            {
                return waiting.Task;
            }

            Interlocked.CompareExchange(ref _waiting, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        }
    }
}
