using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>One incarnation of a shard in its driver, with the actions that wait for the journal.</summary>
internal sealed class ShardSeat(ShardId id, int epoch, IShardLogic logic, long durable)
{
    private readonly Queue<ShardAction> _held = new();
    private long _eventMark = logic.EventMark;
    private (long Mark, long Appended) _sample = (logic.EventMark, durable);
    private long _appended = durable;

    public ShardId Id { get; } = id;

    public int Epoch { get; } = epoch;

    public IShardLogic Logic { get; } = logic;

    /// <summary>Everything of this shard up to here is durable.</summary>
    public long Durable { get; private set; } = durable;

    public DateTimeOffset? Alarm { get; set; }

    /// <summary>The shard's event mark as far as it rests on durable commits; a checkpoint reads it from the writer's side.</summary>
    public long EventMark => Volatile.Read(ref _eventMark);

    /// <summary>Why it takes nothing more, or null while it works.</summary>
    public string? StoppedBecause { get; set; }

    public int HeldCount => _held.Count;

    public bool MustHold(ShardAction action) => action.After > Durable;

    public void Hold(ShardAction action) => _held.Enqueue(action);

    public void Advance(long durable) => Durable = Math.Max(Durable, durable);

    public void Appended(long pos) => _appended = pos;

    /// <summary>Takes over the sample before once it rests on nothing that may vanish, and takes the next.</summary>
    public void SampleEventMark()
    {
        if (_sample.Appended <= Durable)
        {
            Volatile.Write(ref _eventMark, _sample.Mark);
            _sample = (Logic.EventMark, _appended);
        }
    }

    /// <summary>The next action that waited and need not any more.</summary>
    /// <remarks>First in, first out, so what an instance did later never overtakes what it did before.</remarks>
    public bool TryRelease(out ShardAction action)
    {
        if (_held.TryPeek(out action!) && action.After <= Durable)
        {
            _held.Dequeue();
            return true;
        }

        return false;
    }

    /// <summary>Takes out what an instance was to cause by a commit that is not stored, nor is any of the instance's after it.</summary>
    /// <remarks>Replies stay: the shard answers those commands anew, and only the first answer counts.</remarks>
    public void DropHeld(InstanceId instance, long pos)
    {
        for (var left = _held.Count; left > 0; left--)
        {
            var action = _held.Dequeue();
            if (action.After < pos || InstanceOf(action) != instance)
            {
                _held.Enqueue(action);
            }
        }
    }

    private static InstanceId? InstanceOf(ShardAction action) => action switch
    {
        ShardAction.Perform perform => perform.Token.Instance,
        ShardAction.Abandon abandon => abandon.Token.Instance,
        ShardAction.Ended ended => ended.Instance,
        _ => null,
    };
}
