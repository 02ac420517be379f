using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Ownership;

/// <summary>Decides which shards a node claims and gives up: it is told what happened and says what to do.</summary>
/// <remarks>
/// One thread, never blocks. It decides who serves, never who may write: that is the claim in the store, looked at in each commit. Two keepers that see different
/// memberships may both want a shard; one of them holds it, the other is told so, and takes it over only from a node that the membership has declared dead.
/// </remarks>
public sealed class Keeper(string node, int shards, KeeperOptions options)
{
    private readonly Entry[] _entries = [.. Enumerable.Range(0, shards).Select(shard => new Entry(new(shard)))];
    private readonly HashSet<string> _dead = [];
    private readonly HashSet<string> _seen = [];
    private readonly Dictionary<string, DateTimeOffset> _strangers = [];
    private Placement _placement = Placement.None;
    private bool _leaves;
    private bool _hasLeft;

    private enum Phase
    {
        /// <summary>Not here.</summary>
        Absent,
        Claiming,
        Here,
        Draining,
        Releasing,
    }

    /// <summary>Where each shard belongs by the membership that was told last.</summary>
    public Placement Placement => _placement;

    public bool IsHere(ShardId shard) => _entries[shard.Number].Phase is Phase.Here;

    /// <summary>Takes one input and adds what is to be done.</summary>
    public void Handle(KeeperInput input, DateTimeOffset now, List<KeeperAction> actions)
    {
        switch (input)
        {
            case KeeperInput.Members members:
                Take(members);
                break;
            case KeeperInput.Answered answered:
                Take(answered, now);
                break;
            case KeeperInput.Failed failed:
                foreach (var shard in failed.Shards)
                {
                    _entries[shard.Number].Absent(now + options.Retry);
                }

                break;
            case KeeperInput.Drained { Shard: var shard } when _entries[shard.Number] is { Phase: Phase.Draining } drained:
                drained.Phase = Phase.Releasing;
                actions.Add(new KeeperAction.Release(shard));
                break;
            case KeeperInput.Released { Shard: var shard }:
                Release(_entries[shard.Number], now, actions);
                break;
            case KeeperInput.Lost { Shard: var shard }:
                _entries[shard.Number].Absent(now);
                break;
            case KeeperInput.Offered { Shard: var shard } when _entries[shard.Number] is { Phase: Phase.Absent } offered:
                offered.LooksAt = now;
                offered.TakesOver = false;
                break;
            case KeeperInput.Leave:
                _leaves = true;
                _placement = Placement.Of(_placement.Nodes.Remove(node), shards);
                break;
        }

        Decide(now, actions);
    }

    private void Take(KeeperInput.Members members)
    {
        _placement = Placement.Of(_leaves ? members.Nodes.Remove(node) : members.Nodes, shards);
        _seen.UnionWith(members.Nodes);
        _dead.UnionWith(members.Dead);
        _dead.ExceptWith(members.Nodes);
        foreach (var entry in _entries)
        {
            // What waited for a holder to give it up may be free by its death.
            if (entry is { Phase: Phase.Absent, Holder: { } holder } && IsDead(holder, default))
            {
                (entry.LooksAt, entry.TakesOver) = (default, true);
            }
        }
    }

    private void Take(KeeperInput.Answered answered, DateTimeOffset now)
    {
        foreach (var shard in answered.Claimed)
        {
            var entry = _entries[shard.Number];
            (entry.Phase, entry.Holder, entry.TakesOver) = (Phase.Here, null, false);
        }

        foreach (var (shard, holder) in answered.Held)
        {
            var entry = _entries[shard.Number];
            entry.Absent(now + options.Look);
            entry.Holder = holder;
            if (IsDead(holder, now))
            {
                (entry.LooksAt, entry.TakesOver) = (now, true);
            }
        }
    }

    private void Release(Entry entry, DateTimeOffset now, List<KeeperAction> actions)
    {
        entry.Absent(now);
        if (_placement.OwnerOf(entry.Shard) is { } owner && owner != node)
        {
            actions.Add(new KeeperAction.Offer(owner, entry.Shard));
        }
    }

    /// <summary>Declared dead; or never seen, for longer than a new node can be unknown here.</summary>
    private bool IsDead(string holder, DateTimeOffset now)
    {
        if (_dead.Contains(holder))
        {
            return true;
        }

        if (holder == node || _placement.Nodes.Contains(holder) || _seen.Contains(holder))
        {
            _strangers.Remove(holder);

            // One that was seen and is gone has left in order or is declared dead; a store that still names it was not told.
            return holder != node && !_placement.Nodes.IsEmpty && !_placement.Nodes.Contains(holder) && _seen.Contains(holder) && _placement.Nodes.Contains(node);
        }

        if (now == default || _strangers.TryAdd(holder, now))
        {
            return false;
        }

        return now - _strangers[holder] >= options.Stranger;
    }

    private void Decide(DateTimeOffset now, List<KeeperAction> actions)
    {
        var next = DateTimeOffset.MaxValue;
        var (free, taken) = (new List<ShardId>(), new List<ShardId>());
        foreach (var entry in _entries)
        {
            var isOurs = !_leaves && _placement.OwnerOf(entry.Shard) == node;
            if (entry.Phase == Phase.Here && !isOurs && (_leaves || _placement.OwnerOf(entry.Shard) is not null))
            {
                entry.Phase = Phase.Draining;
                actions.Add(new KeeperAction.Drain(entry.Shard));
            }
            else if (entry.Phase == Phase.Absent && isOurs && entry.LooksAt <= now)
            {
                entry.Phase = Phase.Claiming;
                (entry.TakesOver ? taken : free).Add(entry.Shard);
            }
            else if (entry.Phase == Phase.Absent && isOurs)
            {
                next = entry.LooksAt < next ? entry.LooksAt : next;
            }
        }

        Claim(free, ClaimMode.Free, actions);
        Claim(taken, ClaimMode.TakeOver, actions);
        if (next < DateTimeOffset.MaxValue)
        {
            actions.Add(new KeeperAction.Alarm(next));
        }

        if (_leaves && !_hasLeft && Array.TrueForAll(_entries, entry => entry.Phase == Phase.Absent))
        {
            _hasLeft = true;
            actions.Add(new KeeperAction.Left());
        }
    }

    private void Claim(List<ShardId> claimed, ClaimMode mode, List<KeeperAction> actions) =>
        actions.AddRange(claimed.Chunk(options.ShardsPerClaim).Select(chunk => new KeeperAction.Claim([.. chunk], mode)));

    private sealed class Entry(ShardId shard)
    {
        public ShardId Shard { get; } = shard;

        public Phase Phase { get; set; }

        /// <summary>When it is claimed (again), if it is ours.</summary>
        public DateTimeOffset LooksAt { get; set; }

        /// <summary>Who had it when it was last claimed.</summary>
        public string? Holder { get; set; }

        public bool TakesOver { get; set; }

        public void Absent(DateTimeOffset looksAt) => (Phase, LooksAt, Holder, TakesOver) = (Phase.Absent, looksAt, null, false);
    }
}
