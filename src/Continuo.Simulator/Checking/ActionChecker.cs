using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Simulator.Checking;

/// <summary>Holds a shard and its driver to the rules between them. Throws at the first breach.</summary>
public sealed class ActionChecker(long lastPos)
{
    private readonly Dictionary<InstanceId, (long Number, long Seq, long Head)> _heads = [];
    private readonly HashSet<InstanceId> _loading = [];
    private long _given = lastPos;
    private long _durable = lastPos;
    private long _read = lastPos;
    private bool _isYielding;
    private bool _isReadingWake;
    private bool _isReadingEvents;

    /// <summary>An input is about to be handled.</summary>
    public void Gives(ShardInput input)
    {
        switch (input)
        {
            case ShardInput.Committed committed:
                _durable = Math.Max(_durable, committed.Pos);
                break;
            case ShardInput.Rejected rejected:
                _heads.Remove(rejected.Instance);
                break;
            case ShardInput.Loaded loaded:
                _loading.Remove(loaded.Instance);
                if (loaded.Found is { } found)
                {
                    // A successor may have gone on already. Whatever comes of that waits for a position that this shard never gives, and so for ever.
                    _read = Math.Max(_read, found.HeadPos);
                    _heads[found.Id] = (found.Number, found.HeadSeq, found.HeadPos);
                }

                break;
            case ShardInput.Continue:
                _isYielding = false;
                break;
            case ShardInput.WakeRead:
                _isReadingWake = false;
                break;
            case ShardInput.EventsRead:
                _isReadingEvents = false;
                break;
        }
    }

    /// <summary>The shard has asked for this.</summary>
    public void Asked(ShardAction action)
    {
        switch (action)
        {
            case ShardAction.Append append:
                Rises(append.Pos);
                Follows(append);
                break;
            case ShardAction.AppendEvents append:
                Rises(append.Pos);
                break;
            case ShardAction.Care care:
                Rises(care.Pos);
                break;
            case ShardAction.Park park:
                Rises(park.Pos);
                _heads.Remove(park.Instance);
                break;
            case ShardAction.Delete delete:
                Rises(delete.Pos);
                Holds(!_heads.Remove(delete.Instance, out var head) || head.Head <= _durable, $"'{delete.Instance}' is deleted with a commit on its way");
                break;
            case ShardAction.Load load:
                Holds(_loading.Add(load.Instance), $"'{load.Instance}' is loaded twice at once");
                break;
            case ShardAction.Yield:
                Holds(!_isYielding, "It yields twice");
                _isYielding = true;
                break;
            case ShardAction.ReadWake:
                Holds(!_isReadingWake, "Two reads of wake times are under way");
                _isReadingWake = true;
                break;
            case ShardAction.ReadEvents:
                Holds(!_isReadingEvents, "Two reads of events are under way");
                _isReadingEvents = true;
                break;
            case ShardAction.Perform perform:
                Holds(perform.Token.Attempt == perform.Request.Attempt, "The token names another attempt than the request");
                Holds(perform.Request.Key.Length > 0, "An effect has no key");
                break;
        }

        Holds(action.After <= Math.Max(_given, _read), $"{action} waits for a position that was not given");
    }

    /// <summary>The driver is about to do this.</summary>
    public void Does(ShardAction action) => Holds(action.After <= _durable, $"{action} is done while only {_durable} is durable");

    private void Rises(long pos)
    {
        Holds(pos > _given, $"Position {pos} does not rise above {_given}");
        _given = pos;
    }

    private void Follows(ShardAction.Append append)
    {
        if (_heads.TryGetValue(append.Instance, out var head))
        {
            Holds(append.Number == head.Number, $"'{append.Instance}' changed its number from {head.Number} to {append.Number}");
            Holds(append.Seq == head.Seq + 1, $"Commit {append.Seq} of '{append.Instance}' follows {head.Seq}");
            Holds(append.PrevPos == head.Head, $"Commit {append.Pos} of '{append.Instance}' names {append.PrevPos} before it, not {head.Head}");
        }
        else
        {
            Holds(append is { Seq: 1, PrevPos: 0, Row: not null } && append.Number == append.Pos, $"The first commit of '{append.Instance}' is not one");
        }

        Holds(!append.Facts.IsEmpty, $"Commit {append.Pos} of '{append.Instance}' says nothing");
        Holds(append.Row is null || append.Row.HeadPos == append.Pos, $"The row of '{append.Instance}' names another head");
        _heads[append.Instance] = (append.Number, append.Seq, append.Pos);
    }

    private static void Holds(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise + ".");
        }
    }
}
