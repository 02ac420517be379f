using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Lifecycle;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Lifecycle;

/// <summary>Lifecycle events out of the journal, a page at a time: commits after a position, told by folding each instance from where it was left.</summary>
/// <remarks>
/// Thread-safe. Readers that are at the same place share a page. Who lags behind is told from snapshots, which costs more and changes nothing.
/// </remarks>
#pragma warning disable CA1001 // A semaphore that nobody has asked for its wait handle holds nothing to be given back.
internal sealed class LifecycleReader(IInstanceQueries queries, DefinitionCache definitions, MissingPositions? missing)
#pragma warning restore CA1001
{
    private const int CommitsAtOnce = 500;

    /// <summary>Each may be as large as an instance in memory.</summary>
    private const int MostFollowed = 500;
    private const int MostPages = 4;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly LinkedList<FollowedInstance> _recent = new();
    private readonly Dictionary<InstanceId, LinkedListNode<FollowedInstance>> _followed = [];
    private readonly Queue<LifecyclePage> _pages = new();
    private readonly List<LifecycleChange> _changes = [];

    public async ValueTask<LifecyclePage> Read(ShardCursor after, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_pages.FirstOrDefault(known => known.After == after) is { } shared)
            {
                return shared;
            }

            var commits = await queries.Changes(after.Positions, CommitsAtOnce, cancellation);
            commits = commits.IsEmpty || missing is null ? commits : commits[..missing.Before(after.Positions[0], commits)];
            if (commits.IsEmpty)
            {
                return new(after, [], after);
            }

            var events = new List<LifecycleEvent>();
            foreach (var own in commits.GroupBy(commit => commit.Instance, commit => commit.Pos))
            {
                await Tell(own.Key, own.Min(), own.Max(), events, cancellation);
            }

            var page = after.Positions.Length == 1
                ? new LifecyclePage(after, [.. events.OrderBy(happened => happened.Place)], new([commits[^1].Pos]))
                : InShards(after, commits, events);
            _pages.Enqueue(page);
            if (_pages.Count > MostPages)
            {
                _pages.Dequeue();
            }

            return page;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Where each shard has its own positions, an event's place says how far all of them were told; only the last one of a commit says that the commit was.</summary>
    private static LifecyclePage InShards(ShardCursor after, ImmutableArray<InstanceChange> commits, List<LifecycleEvent> events)
    {
        var shards = after.Positions.Length;
        var through = after.Positions.ToBuilder();
        var placed = ImmutableArray.CreateBuilder<LifecycleEvent>(events.Count);
        var ordered = events.GroupBy(happened => (ShardId.Of(happened.Instance, shards).Number, happened.Place.Position)).OrderBy(commit => commit.Key);
        foreach (var commit in ordered)
        {
            var own = commit.OrderBy(happened => happened.Place.Index).ToList();
            var before = new ShardCursor(through.ToImmutable());
            placed.AddRange(own[..^1].Select(happened => happened with { Place = happened.Place with { Shards = before } }));
            through[commit.Key.Number] = commit.Key.Position;
            placed.Add(own[^1] with { Place = own[^1].Place with { Shards = new(through.ToImmutable()) } });
        }

        foreach (var commit in commits)
        {
            var shard = ShardId.Of(commit.Instance, shards).Number;
            through[shard] = Math.Max(through[shard], commit.Pos);
        }

        return new(after, placed.MoveToImmutable(), new(through.MoveToImmutable()));
    }

    private async ValueTask Tell(InstanceId instance, long first, long last, List<LifecycleEvent> events, CancellationToken cancellation)
    {
        var followed = Take(instance, first) ?? await Before(instance, first, cancellation);
        while ((followed?.Position ?? 0) < last)
        {
            if (await queries.History(instance, followed?.Position ?? 0, CommitsAtOnce, cancellation) is not { IsEmpty: false } commits)
            {
                // Deleted meanwhile: nothing can be told of it any more.
                return;
            }

            if (followed is null || FactCodec.BeginsInstance(commits[0].Facts.Span))
            {
                // Its id may have been another's, which is deleted.
                followed = await Begin(instance, commits[0], cancellation);
            }

            foreach (var commit in commits.TakeWhile(commit => commit.Pos <= last))
            {
                await Tell(followed, commit, commit.Pos >= first ? events : null, cancellation);
            }
        }

        Keep(followed!);
    }

    private async ValueTask Tell(FollowedInstance followed, StoredCommit commit, List<LifecycleEvent>? events, CancellationToken cancellation)
    {
        followed.Position = commit.Pos;
        followed.State.Supply(commit.Payloads);
        if (events is null)
        {
            FactCodec.Fold(followed.State, commit.Facts.Span);
        }
        else
        {
            _changes.Clear();
            FactCodec.Tell(followed.State, followed.Definition, commit.Facts.Span, _changes);
            for (var i = 0; i < _changes.Count; i++)
            {
                events.Add(LifecycleText.Of(followed.State, _changes[i], new(commit.Pos, i)));
            }
        }

        if (followed.State.Definition != followed.Definition.Hash)
        {
            // It migrated in this commit: what follows is told by the other definition.
            followed.Definition = await DefinitionOf(followed.State, cancellation);
        }
    }

    /// <summary>The instance before a commit, from its newest snapshot before; null when that is its first.</summary>
    private async ValueTask<FollowedInstance?> Before(InstanceId instance, long pos, CancellationToken cancellation)
    {
        if (await queries.HistoryBefore(instance, pos, cancellation) is not { Commits.IsEmpty: false } chunk)
        {
            return null;
        }

        FollowedInstance? followed = null;
        if (chunk.Snapshot is { } snapshot)
        {
            var state = StateCodec.Decode(instance, snapshot.Span, chunk.Payloads);
            followed = new(state, await DefinitionOf(state, cancellation));
        }

        followed ??= await Begin(instance, chunk.Commits[0], cancellation);
        foreach (var commit in chunk.Commits)
        {
            await Tell(followed, commit, null, cancellation);
        }

        return followed;
    }

    /// <summary>Only the first commit says which definition it is about, so it is folded twice.</summary>
    private async ValueTask<FollowedInstance> Begin(InstanceId instance, StoredCommit commit, CancellationToken cancellation)
    {
        var first = new InstanceState(instance);
        first.Supply(commit.Payloads);
        FactCodec.Fold(first, commit.Facts.Span);
        return new(new InstanceState(instance), await DefinitionOf(first, cancellation));
    }

    private async ValueTask<WorkflowDefinition> DefinitionOf(InstanceState state, CancellationToken cancellation) =>
        await definitions.Find(state.Definition, cancellation)
            ?? throw new InvalidDataException($"The definition {state.Definition} of instance {state.Id} is not in the store.");

    /// <summary>It is taken out while it is read on: a read that breaks off leaves nothing half folded.</summary>
    private FollowedInstance? Take(InstanceId instance, long before)
    {
        if (!_followed.TryGetValue(instance, out var node) || node.Value.Position >= before)
        {
            return null;
        }

        _followed.Remove(instance);
        _recent.Remove(node);
        return node.Value;
    }

    private void Keep(FollowedInstance followed)
    {
        if (_followed.TryGetValue(followed.State.Id, out var other))
        {
            if (other.Value.Position >= followed.Position)
            {
                return;
            }

            _recent.Remove(other);
        }

        _followed[followed.State.Id] = _recent.AddFirst(followed);
        if (_followed.Count > MostFollowed)
        {
            _followed.Remove(_recent.Last!.Value.State.Id);
            _recent.RemoveLast();
        }
    }
}
