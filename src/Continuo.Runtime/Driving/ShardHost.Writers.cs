using System.Collections.Immutable;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

internal sealed partial class ShardHost
{
    public void Durable(int shard, long pos, int epoch) => DriverOf(shard).Enqueue(new(shard, epoch, new ShardInput.Committed(pos)));

    public void Rejected(ShardAction slice, string reason, int shard, int epoch)
    {
        if (reason == RejectedSlice.DiskFull)
        {
            _health.SpaceShort(_options.Time.GetUtcNow());
        }

        if (slice is ShardAction.Append append)
        {
            DriverOf(shard).Enqueue(new(shard, epoch, new ShardInput.Rejected(append.Instance, append.Pos, reason)));
        }
        else if (slice is ShardAction.AppendEvents events)
        {
            Replies.Complete(events.Id, new CommandResult.Refused("events-rejected", reason));
            DriverOf(shard).Enqueue(new(shard, epoch, new ShardInput.EventsPlaced(events.Id, [])));
        }
    }

    /// <summary>The tail first, then the answer: whoever was told of an event and then starts an instance has it behind the instance's mark.</summary>
    public void EventsAppended(AppendedEvents appended, int shard, int epoch)
    {
        _events.Announce(appended.Part, appended.Tail, appended.New);
        DriverOf(shard).Enqueue(new(shard, epoch, new ShardInput.EventsPlaced(appended.Id, appended.Positions)));
        if (!appended.New.IsDefaultOrEmpty)
        {
            EventsGrew?.Invoke(appended.Part, appended.Tail);
        }
    }

    public void Written(bool writerIsIdle)
    {
        foreach (var driver in _drivers)
        {
            if (!writerIsIdle || !driver.TryRun())
            {
                driver.Kick();
            }
        }

        Driven();
    }

    public ImmutableDictionary<ShardId, ImmutableArray<long>> EventMarks(int writer) => _drivers
        .SelectMany(driver => driver.EventMarks())
        .Where(mark => mark.Key.Number % _lanes.Length == writer)
        .ToImmutableDictionary(mark => mark.Key, mark => ImmutableArray.Create(mark.Value));

    public long? EventMark(ShardId shard) => DriverOf(shard.Number).EventMarkOf(shard);

    public async ValueTask<bool> Fenced(int writer, string why)
    {
        if (_options.Router is null)
        {
            GiveUp(why);
            return false;
        }

        await Claims.Reload(_lanes[writer], ClaimMode.Free, why, _ended.Token);
        return true;
    }

    public ValueTask Reload(int writer, string why) =>
        Claims.Reload(_lanes[writer], ClaimMode.TakeOver, $"the outcome of the last commit was unknown ({why}); ask again", _ended.Token);

    public WriterLane Lane(int writer) => _lanes[writer];

    public void Seat(ShardId shard, int epoch, ShardImage image)
    {
        _drains.Forget(shard);
        _health.ShardSeated(shard);
        _events.Seat(shard.Number, epoch, image);
        DriverOf(shard.Number).Kick();
    }

    public void Unseat(ShardId shard, int epoch)
    {
        _drains.Forget(shard);
        _health.ShardSeated(shard);
        _events.Unseat(shard.Number, epoch);
        DriverOf(shard.Number).Kick();
        Effects.AbandonOf(shard.Number);
    }

    public void Emptied(ShardId shard, string why)
    {
        Replies.Complete(shard, new CommandResult.Busy(why, TimeSpan.FromMilliseconds(100)));
        Waiters.WakeAll();
    }

    public async ValueTask CatchUp(ShardId shard, ShardImage image, CancellationToken cancellation)
    {
        for (var part = shard.Number; _options.Router is not null && part < _options.Journal.EventParts; part += Shards)
        {
            await _follower.CatchUp(part, image.EventTails[part], cancellation);
        }
    }
}
