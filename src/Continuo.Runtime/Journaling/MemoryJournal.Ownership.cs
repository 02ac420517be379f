using System.Collections.Immutable;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Journaling;

public sealed partial class MemoryJournal
{
    public ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            var claimed = ImmutableArray.CreateBuilder<ClaimedShard>();
            var held = ImmutableArray.CreateBuilder<HeldShard>();
            foreach (var group in shards.GroupBy(shard => shard.Number % Writers))
            {
                var holders = group.Select(shard => store.Owners.GetValueOrDefault(shard).Writer).Where(writer => writer > 0).Distinct();
                foreach (var holder in mode == ClaimMode.TakeOver ? holders : [])
                {
                    store.WriterRows[(int)holder - 1].FencedBy ??= node;
                }

                if (RowOf_NeedsLock(group.Key) is not { FencedBy: null })
                {
                    store.WriterRows.Add(new(node, this));
                    _writers[group.Key] = store.WriterRows.Count;
                    _rejected.RemoveWhere(slice => slice.Shard % Writers == group.Key);
                }

                foreach (var shard in group)
                {
                    Claim_NeedsLock(shard, _writers[group.Key], claimed, held);
                }
            }

            return ValueTask.FromResult(new ClaimAnswer(claimed.ToImmutable(), held.ToImmutable()));
        }
    }

    public ValueTask Release(ShardId shard, CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            var writer = shard.Number % Writers;
            if (RowOf_NeedsLock(writer) is { FencedBy: null } && store.Owners.GetValueOrDefault(shard).Writer == _writers[writer])
            {
                Free_NeedsLock(shard);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation)
    {
        lock (store.Gate)
        {
            return ValueTask.FromResult(new StoreOwnership([.. Enumerable.Range(0, Shards).Select(number =>
            {
                var shard = new ShardId(number);
                var (writer, epoch) = store.Owners.GetValueOrDefault(shard);
                var row = writer > 0 ? store.WriterRows[(int)writer - 1] : null;
                return new OwnedShard(shard, row?.Node, row?.FencedBy is not null, epoch, store.Newest.GetValueOrDefault(shard).Pos, 0, store.Care.GetValueOrDefault(shard).Adoptions);
            })]));
        }
    }

    private MemoryStore.WriterRow? RowOf_NeedsLock(int writer) => _writers[writer] > 0 ? store.WriterRows[(int)_writers[writer] - 1] : null;

    private void Claim_NeedsLock(ShardId shard, long writer, ImmutableArray<ClaimedShard>.Builder claimed, ImmutableArray<HeldShard>.Builder held)
    {
        var (holder, epoch) = store.Owners.GetValueOrDefault(shard);
        if (holder > 0 && store.WriterRows[(int)holder - 1] is { FencedBy: null } other && other.Handle != this)
        {
            held.Add(new(shard, other.Node));
            return;
        }

        store.Owners[shard] = (writer, epoch + 1);
        var (adoptions, suspect) = store.Care.GetValueOrDefault(shard);
        store.Care[shard] = (adoptions + 1, suspect);
        claimed.Add(new(shard, store.Positions == PositionScope.Store ? store.NewestPos : store.Newest.GetValueOrDefault(shard).Pos, epoch + 1));
    }

    private void Free_NeedsLock(ShardId shard)
    {
        store.Owners[shard] = (0, store.Owners[shard].Epoch);
        store.Care.Remove(shard);
    }
}
