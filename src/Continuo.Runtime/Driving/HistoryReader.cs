using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Driving;

/// <summary>Shows the facts of an instance by folding its commits once more, a page of them at a time.</summary>
/// <remarks>Thread-safe. Who reads on where a page ended goes on with the state folded for that page, so that following an instance costs what is new.</remarks>
internal sealed class HistoryReader(IInstanceQueries queries, DefinitionCache definitions)
{
    private const int CommitsAtOnce = 500;

    /// <summary>Each may be as large as an instance in memory.</summary>
    private const int MostKept = 8;

    private readonly Lock _lock = new();
    private readonly LinkedList<((InstanceId Instance, long Position, int Index) After, FoldedHistory History)> _kept = new();

    public async Task<ImmutableArray<HistoryEntry>?> ReadAll(InstanceId instance, CancellationToken cancellation) =>
        await Read(instance, null, int.MaxValue, cancellation) is { } page ? page.Entries : null;

    /// <param name="instance">Which.</param>
    /// <param name="after">The last entry that was shown; null begins with the first.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<HistoryPage?> Read(InstanceId instance, (long Position, int Index)? after, int limit, CancellationToken cancellation)
    {
        var history = after is { } shown ? Take((instance, shown.Position, shown.Index)) : null;
        var isContinued = history is not null;
        var entries = ImmutableArray.CreateBuilder<HistoryEntry>();
        while (true)
        {
            while (history?.Pending.Count > 0)
            {
                if (entries.Count == limit)
                {
                    Keep(instance, entries[^1], history);
                    return new(entries.DrainToImmutable(), true);
                }

                var entry = history.Pending.Dequeue();
                if (isContinued || after is not { } from || (entry.Position, entry.Index).CompareTo(from) > 0)
                {
                    entries.Add(entry);
                }
            }

            if (await queries.History(instance, history?.Position ?? 0, CommitsAtOnce, cancellation) is not { } commits)
            {
                return null;
            }

            if (commits.IsEmpty)
            {
                break;
            }

            history ??= await Begin(instance, commits[0], cancellation);
            foreach (var commit in commits)
            {
                await history.Add(commit, state => DefinitionOf(state, cancellation));
            }
        }

        if (history is not null && (entries.Count > 0 || after is not null))
        {
            Keep(instance, entries.Count > 0 ? (entries[^1].Position, entries[^1].Index) : after!.Value, history);
        }

        return new(entries.DrainToImmutable(), false);
    }

    /// <summary>The newest entries, the newest first, before one of them (null: from the end).</summary>
    /// <param name="instance">Which.</param>
    /// <param name="before">The last entry that was shown.</param>
    /// <param name="limit">The most entries.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<HistoryPage?> ReadBack(InstanceId instance, (long Position, int Index)? before, int limit, CancellationToken cancellation)
    {
        var entries = ImmutableArray.CreateBuilder<HistoryEntry>();
        var end = before is { } shown ? shown.Position + 1 : long.MaxValue;
        while (true)
        {
            if (await queries.HistoryBefore(instance, end, cancellation) is not { } chunk)
            {
                return null;
            }

            if (chunk.Commits.IsEmpty)
            {
                return new(entries.DrainToImmutable(), false);
            }

            var history = await Begin(instance, chunk, cancellation);
            foreach (var commit in chunk.Commits)
            {
                await history.Add(commit, state => DefinitionOf(state, cancellation));
            }

            foreach (var entry in history.Pending.Reverse())
            {
                if (before is { } from && (entry.Position, entry.Index).CompareTo(from) >= 0)
                {
                    continue;
                }

                if (entries.Count == limit)
                {
                    return new(entries.DrainToImmutable(), true);
                }

                entries.Add(entry);
            }

            if (entries.Count == limit)
            {
                // Before a snapshot there is at least the commit that it is of.
                return new(entries.DrainToImmutable(), chunk.Snapshot is not null);
            }

            end = chunk.Commits[0].Pos;
        }
    }

    /// <summary>The instance as the store has it; null when there is none.</summary>
    public async Task<InstanceView?> View(InstanceId instance, CancellationToken cancellation)
    {
        if (await queries.HistoryBefore(instance, long.MaxValue, cancellation) is not { Commits.IsEmpty: false } chunk)
        {
            return null;
        }

        var history = await Begin(instance, chunk, cancellation);
        foreach (var commit in chunk.Commits)
        {
            await history.Add(commit, state => DefinitionOf(state, cancellation));
        }

        return Interpreter.ViewOf(history.State, await DefinitionOf(history.State, cancellation));
    }

    /// <summary>The instance is deleted: its id may be another's next.</summary>
    public void Forget(InstanceId instance)
    {
        lock (_lock)
        {
            for (var node = _kept.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.After.Instance == instance)
                {
                    _kept.Remove(node);
                }

                node = next;
            }
        }
    }

    private void Keep(InstanceId instance, HistoryEntry last, FoldedHistory history) => Keep(instance, (last.Position, last.Index), history);

    private void Keep(InstanceId instance, (long Position, int Index) last, FoldedHistory history)
    {
        lock (_lock)
        {
            _kept.AddFirst(((instance, last.Position, last.Index), history));
            if (_kept.Count > MostKept)
            {
                _kept.RemoveLast();
            }
        }
    }

    /// <summary>Whoever uses it has it alone, for to read on is to change it.</summary>
    private FoldedHistory? Take((InstanceId, long, int) after)
    {
        lock (_lock)
        {
            for (var node = _kept.First; node is not null; node = node.Next)
            {
                if (node.Value.After == after)
                {
                    _kept.Remove(node);
                    return node.Value.History;
                }
            }

            return null;
        }
    }

    /// <summary>Only the first commit says which definition it is about, so it is folded twice.</summary>
    private async ValueTask<FoldedHistory> Begin(InstanceId instance, StoredCommit commit, CancellationToken cancellation)
    {
        var first = new InstanceState(instance);
        first.Supply(commit.Payloads);
        FactCodec.Fold(first, commit.Facts.Span);
        return new(new InstanceState(instance), await DefinitionOf(first, cancellation));
    }

    private async ValueTask<FoldedHistory> Begin(InstanceId instance, HistoryChunk chunk, CancellationToken cancellation)
    {
        if (chunk.Snapshot is not { } snapshot)
        {
            return await Begin(instance, chunk.Commits[0], cancellation);
        }

        var state = StateCodec.Decode(instance, snapshot.Span, chunk.Payloads);
        return new(state, await DefinitionOf(state, cancellation));
    }

    private async ValueTask<WorkflowDefinition> DefinitionOf(InstanceState state, CancellationToken cancellation) =>
        await definitions.Find(state.Definition, cancellation)
            ?? throw new InvalidDataException($"The definition {state.Definition} of instance {state.Id} is not in the store.");
}
