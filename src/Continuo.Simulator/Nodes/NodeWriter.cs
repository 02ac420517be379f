using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Simulator.Storage;

namespace Continuo.Simulator.Nodes;

/// <summary>One writer connection of a process: what its shards append goes out in order, a batch at a time.</summary>
internal sealed class NodeWriter(NodeProcess process, int slot)
{
    private const int MostSlices = 16;
    private static readonly TimeSpan s_gather = TimeSpan.FromMicroseconds(100);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(500);

    private readonly Queue<Item> _queue = new();
    private bool _isBusy;
    private int _life;

    /// <summary>Its row in the store; null while it has none that counts.</summary>
    public long? Row { get; private set; }

    public int Slot => slot;

    /// <summary>A new incarnation: what was queued or sent for the one before is not spoken of any more.</summary>
    public void MoveTo(long? row)
    {
        Row = row;
        _life++;
        _queue.Clear();
        _isBusy = false;
    }

    public void Append(SimSlice slice) => Enqueue(new(slice, null, null));

    /// <summary>Gives a shard up, behind everything that it has appended.</summary>
    public void Release(int shard, Action done) => Enqueue(new(null, shard, done));

    private void Enqueue(Item item)
    {
        _queue.Enqueue(item);
        if (_queue.Count == 1)
        {
            process.Later(s_gather, Run);
        }
    }

    private void Run()
    {
        if (_isBusy || Row is null || _queue.Count == 0)
        {
            return;
        }

        if (_queue.Peek().Releases is not null)
        {
            Commit([], _queue.Dequeue());
            return;
        }

        var batch = ImmutableArray.CreateBuilder<SimSlice>();
        while (batch.Count < MostSlices && _queue.TryPeek(out var item) && item.Slice is { } slice)
        {
            batch.Add(slice);
            _queue.Dequeue();
        }

        Commit(batch.ToImmutable(), default);
    }

    private void Commit(ImmutableArray<SimSlice> batch, Item release)
    {
        _isBusy = true;
        var life = _life;
        process.Store.Commit(Row!.Value, batch, release.Releases, answer =>
        {
            if (life != _life)
            {
                return;
            }

            switch (answer)
            {
                case CommitAnswer.Unavailable:
                    process.Later(s_again, () =>
                    {
                        if (life == _life)
                        {
                            Commit(batch, release);
                        }
                    });
                    return;
                case CommitAnswer.Fenced:
                    process.Note($"writer {Row} is fenced");
                    process.Ownership.LostWriter(this);
                    return;
                case CommitAnswer.Unknown:
                    process.Note($"writer {Row} does not know what is stored");
                    process.Ownership.Reload(this);
                    return;
                case CommitAnswer.Committed committed:
                    _isBusy = false;
                    Report(batch, committed);
                    release.Done?.Invoke();
                    Run();
                    return;
            }
        });
    }

    private void Report(ImmutableArray<SimSlice> batch, CommitAnswer.Committed committed)
    {
        foreach (var (slice, reason) in committed.Rejected)
        {
            Feed(slice.Shard, new ShardInput.Rejected(((ShardAction.Append)slice.Action).Instance, slice.Pos, reason));
        }

        foreach (var placed in committed.Events)
        {
            var append = (ShardAction.AppendEvents)placed.Slice.Action;
            Feed(placed.Slice.Shard, new ShardInput.EventsPlaced(append.Id, placed.Places));
            process.Seats.EventsAppended(placed);
        }

        foreach (var shard in batch.GroupBy(slice => slice.Shard))
        {
            Feed(shard.Key, new ShardInput.Committed(shard.Max(slice => slice.Pos)));
        }
    }

    private void Feed(int shard, ShardInput input)
    {
        if (process.Seats.Find(shard) is { } seated)
        {
            process.Seats.Feed(seated, input);
        }
    }

    private readonly record struct Item(SimSlice? Slice, int? Releases, Action? Done);
}
