using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Simulator.Checking;
using Continuo.Simulator.Scheduling;

namespace Continuo.Simulator.Storage;

/// <summary>What the store holds of one shard. A place is taken once: the key of the journal says so, and here it ends the simulation.</summary>
internal sealed class StoredShard(int number, EventLog events, World world)
{
    private readonly SortedDictionary<string, StoredHistory> _instances = new(StringComparer.Ordinal);
    private readonly HashSet<long> _positions = [];
    private readonly HashSet<long> _rejected = [];
    private DateTimeOffset _lastCommitAt;
    private Suspect? _suspect;

    /// <summary>The writer that holds it; null when nobody does.</summary>
    public long? Writer { get; private set; }

    public long Epoch { get; private set; }

    public int Adoptions { get; private set; }

    public long EventMark { get; private set; }

    public long Tail { get; private set; }

    /// <summary>The instance that the newest commit is of.</summary>
    public StoredHistory? Newest { get; private set; }

    public IEnumerable<StoredHistory> Instances => _instances.Values;

    /// <summary>Somebody else gives the places from now on, the refused ones among them.</summary>
    public void Claim(long writer)
    {
        Writer = writer;
        Epoch++;
        Adoptions++;
        _rejected.Clear();
    }

    public void Checkpoint(long mark)
    {
        EventMark = Math.Max(EventMark, mark);
        foreach (var found in _instances.Values)
        {
            found.WriteHead();
        }
    }

    public void Release() => Writer = null;

    public StoredHistory? Find(InstanceId instance) => _instances.GetValueOrDefault(instance.Text);

    /// <summary>Why the slice is refused; null when it is stored.</summary>
    public string? Take(ShardAction action, StatusChecker statuses)
    {
        switch (action)
        {
            case ShardAction.Append append:
                return Take(append, statuses);
            case ShardAction.Care care:
                TakePlace(care.Pos);
                (Adoptions, _suspect) = (care.IsClean ? 0 : Adoptions, care.Suspect);
                return null;
            case ShardAction.Park park:
                TakePlace(park.Pos);
                Find(park.Instance)?.Take(park);
                return null;
            case ShardAction.AppendEvents append:
                TakePlace(append.Pos);
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public ShardImage ReadImage() => new()
    {
        LastPos = Tail,
        LastCommitAt = _lastCommitAt,
        Adoptions = Adoptions,
        Suspect = _suspect,
        Heads = _instances.Values.Where(found => found.Row.HeadPos < found.HeadPos).ToDictionary(found => found.Row.Id, found => found.HeadPos),
        Subscriptions = [.. _instances.Values.SelectMany(found => found.Subscriptions.Values)],
        EventTails = [events.Tail],
        EventMarks = [EventMark],
    };

    public ShardInput.WakeRead Read(ShardAction.ReadWake read)
    {
        ImmutableArray<Wake> rows =
        [
            .. _instances.Values
                .Where(found => found.Row.Wake is { } wake && wake.CompareTo(WakeAt.At(read.Through)) <= 0)
                .Select(found => new Wake(found.Row.Wake!.Value, found.Row.Number, found.Row.Id))
                .OrderBy(wake => wake.At).ThenBy(wake => wake.Number)
                .Where(wake => read.FromExclusive is not { } after || (wake.At, wake.Number).CompareTo((after.At, after.Number)) > 0)
                .Take(read.Limit),
        ];
        return new(rows, read.Through, rows.Length == read.Limit);
    }

    private string? Take(ShardAction.Append append, StatusChecker statuses)
    {
        if (append.PrevPos == 0 && Find(append.Instance) is not null)
        {
            _rejected.Add(append.Pos);
            return "instance-exists";
        }

        if (_rejected.Contains(append.PrevPos))
        {
            _rejected.Add(append.Pos);
            return "earlier-rejected";
        }

        TakePlace(append.Pos);
        var found = Find(append.Instance);
        world.Holds(
            append.PrevPos == 0 || (found?.HeadPos == append.PrevPos && found.CommitCount == append.Seq - 1),
            "one history",
            $"commit {append.Pos} of '{append.Instance}' follows {append.PrevPos} as number {append.Seq}, and stored are {found?.CommitCount ?? 0} up to {found?.HeadPos ?? 0}");
        if (found is null)
        {
            _instances.Add(append.Instance.Text, found = new(append.Row!));
        }

        found.Take(append);
        Newest = found;
        _lastCommitAt = append.At;
        statuses.Stored(found);
        return null;
    }

    private void TakePlace(long pos)
    {
        world.Holds(_positions.Add(pos), "no two commits at one place", $"place {pos} of shard {number} is taken already");
        world.Holds(pos > Tail, "places rise", $"place {pos} of shard {number} comes after {Tail}");
        Tail = pos;
    }
}
