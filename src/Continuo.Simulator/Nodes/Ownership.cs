using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Simulator.Planting;

namespace Continuo.Simulator.Nodes;

/// <summary>The hands of the real keeper: claims by fence, compare-and-set and read, in this order and with time between them; drains and releases.</summary>
internal sealed class Ownership(NodeProcess process)
{
    private static readonly TimeSpan s_drainPatience = TimeSpan.FromSeconds(5);

    private readonly Keeper _keeper = new(process.Name, process.Cluster.Options.Shards, new KeeperOptions());
    private readonly Claims _claims = new(process);
    private readonly HashSet<int> _claiming = [];
    private readonly SortedSet<int> _draining = [];
    private readonly SortedSet<int> _releasing = [];
    private int _alarms;

    public Placement Placement => _keeper.Placement;

    public void Tell(KeeperInput input)
    {
        var actions = new List<KeeperAction>();
        _keeper.Handle(input, process.Now, actions);
        foreach (var action in actions)
        {
            Do(action);
        }
    }

    /// <summary>Claims, whatever the keeper thinks of it, but never what it has or claims already.</summary>
    public void Claim(ImmutableArray<ShardId> shards, ClaimMode mode)
    {
        foreach (var group in shards.Where(IsNotHere).GroupBy(shard => process.WriterOf(shard.Number)))
        {
            _claiming.UnionWith(group.Select(shard => shard.Number));
            _claims.Take(group.Key, [.. group.Select(shard => shard.Number)], mode, Answered);
        }
    }

    /// <summary>Another node has fenced the writer: all that it wrote for is lost.</summary>
    public void LostWriter(NodeWriter writer)
    {
        var shards = Drop(writer);
        writer.MoveTo(null);
        foreach (var shard in shards)
        {
            _draining.Remove(shard);
            Tell(new KeeperInput.Lost(new(shard)));
        }

        _claims.Open(writer);
    }

    /// <summary>Nobody knows what of the last transaction is stored: the node fences its own writer, as anyone would, and reads again.</summary>
    public void Reload(NodeWriter writer)
    {
        var shards = Drop(writer);
        var before = writer.Row!.Value;
        writer.MoveTo(null);
        _claiming.UnionWith(shards);
        _claims.TakeBack(writer, before, shards, (taken, lost) =>
        {
            _claiming.ExceptWith(shards);
            foreach (var shard in lost)
            {
                _draining.Remove(shard);
                Tell(new KeeperInput.Lost(new(shard)));
            }

            foreach (var shard in taken.Where(_draining.Contains))
            {
                process.Seats.Feed(process.Seats.Find(shard)!, new ShardInput.Drain());
            }
        });
    }

    /// <summary>A shard has come to rest after a drain.</summary>
    public void Drained(int shard)
    {
        if (_draining.Remove(shard))
        {
            process.Seats.Drop(shard);
            Tell(new KeeperInput.Drained(new(shard)));
        }
    }

    private ImmutableArray<int> Drop(NodeWriter writer)
    {
        ImmutableArray<int> shards = [.. process.Seats.All.Where(shard => process.WriterOf(shard) == writer)];
        foreach (var shard in shards)
        {
            process.Seats.Drop(shard);
        }

        process.AnswerAll(new CommandResult.Busy("the outcome is unknown", TimeSpan.FromMilliseconds(100)));

        // Nobody can say whether they were given up; the writer that held them is fenced or will be, so whoever wants them may have them.
        foreach (var shard in _releasing.Where(shard => process.WriterOf(shard) == writer).ToList())
        {
            _releasing.Remove(shard);
            Tell(new KeeperInput.Released(new(shard)));
        }

        return shards;
    }

    private void Do(KeeperAction action)
    {
        switch (action)
        {
            case KeeperAction.Claim claim:
                Claim(claim.Shards, claim.Mode);
                break;
            case KeeperAction.Drain drain:
                Drain(drain.Shard.Number);
                break;
            case KeeperAction.Release release:
                Release(release.Shard.Number);
                break;
            case KeeperAction.Offer offer:
                process.Cluster.Send(process.Host, offer.Node, there => there.Ownership.Tell(new KeeperInput.Offered(offer.Shard)));
                break;
            case KeeperAction.Alarm alarm:
                var number = ++_alarms;
                process.Later(alarm.At - process.Now, () =>
                {
                    if (number == _alarms)
                    {
                        Tell(new KeeperInput.Clock());
                    }
                });
                break;
        }
    }

    private void Drain(int shard)
    {
        process.Note($"drains shard {shard}");
        _draining.Add(shard);
        if (process.Cluster.Bug is PlantedBug.HandOverWithoutFence && process.WriterOf(shard).Row is { } row)
        {
            process.Store.Read(db => db.GiveUp(shard, row), _ => { });
        }

        if (process.Seats.Find(shard) is { } seated)
        {
            process.Seats.Feed(seated, new ShardInput.Drain());
        }

        process.Later(s_drainPatience, () => Drained(shard));
    }

    private void Release(int shard)
    {
        _releasing.Add(shard);
        process.WriterOf(shard).Release(shard, () =>
        {
            if (_releasing.Remove(shard))
            {
                Tell(new KeeperInput.Released(new(shard)));
            }
        });
    }

    private bool IsNotHere(ShardId shard) =>
        process.Seats.Find(shard.Number) is null && !_claiming.Contains(shard.Number) && !_draining.Contains(shard.Number) && !_releasing.Contains(shard.Number);

    private void Answered(ImmutableArray<int> claimed, ImmutableArray<(int Shard, string Node)> held, ImmutableArray<int> failed)
    {
        _claiming.ExceptWith([.. claimed, .. held.Select(one => one.Shard), .. failed]);
        if (claimed.Length + held.Length > 0)
        {
            Tell(new KeeperInput.Answered([.. claimed.Select(shard => new ShardId(shard))], [.. held.Select(one => (new ShardId(one.Shard), one.Node))]));
        }

        if (failed.Length > 0)
        {
            Tell(new KeeperInput.Failed([.. failed.Select(shard => new ShardId(shard))]));
        }
    }
}
