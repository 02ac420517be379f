using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>From the third adoption without a clean period on: instances are loaded one at a time, each named in the store first, so that one that ends the process is found.</summary>
/// <remarks>
/// A process may die of something else just then, and the first in the order is the first each time. So the next process loads a suspect only once it has lived
/// for a while itself, which one that is killed again and again does not; only if it dies of that too, the instance is parked as <c>stuck</c>. Nothing is
/// written by a shard that has nothing to write.
/// </remarks>
internal sealed class CarefulLoading
{
    public const int FromAdoption = 3;

    private const int StrikesOfACulprit = 2;

    /// <summary>What loads the due instances of a shard several times over.</summary>
    public static readonly TimeSpan CleanPeriod = TimeSpan.FromSeconds(10);

    private readonly ShardState _shard;
    private readonly ShardId _id;
    private readonly Suspect? _suspect;
    private readonly long _adoptedAt;
    private readonly Queue<(InstanceCell Cell, long After)> _waiting = new();
    private readonly Queue<(InstanceCell Cell, long After)> _last = new();
    private InstanceCell? _current;
    private DateTimeOffset? _cleanAt;
    private bool _isNamed;
    private bool _isClean;

    public CarefulLoading(ShardState shard, ShardId id, ShardImage image)
    {
        (_shard, _id, _suspect, _adoptedAt) = (shard, id, image.Suspect, image.LastPos);
        IsActive = image.Adoptions >= FromAdoption;
    }

    public bool IsActive { get; private set; }

    /// <summary>The instance that must not be loaded, once.</summary>
    public InstanceId? TakeCulprit()
    {
        if (!IsActive || _cleanAt is not null || _suspect is not { Strikes: >= StrikesOfACulprit } culprit)
        {
            return null;
        }

        // Its name is taken out of the store with the next step: what is stuck there is nobody's suspect.
        _isNamed = true;
        return culprit.Instance;
    }

    public void Load(InstanceCell cell, long after) => (cell.Id == _suspect?.Instance ? _last : _waiting).Enqueue((cell, after));

    /// <summary>When to look again without being asked: a suspect waits for it. Once that time has come, the end of each load looks again; an alarm would ring without pause until then.</summary>
    public DateTimeOffset? LooksAt => _last.Count > 0 && _shard.Now < _cleanAt ? _cleanAt : null;

    /// <summary>What would be loaded only after a while, for one who does not wait.</summary>
    public bool TryTakeSuspect(out InstanceCell cell) => TryNext(_last, out cell, out _);

    /// <summary>Goes on when what was loaded has had its turn.</summary>
    public void Step()
    {
        _cleanAt ??= _shard.Now + CleanPeriod;
        if (_current is { } cell && !HasHadItsTurn(cell))
        {
            return;
        }

        _current = null;
        var hasLived = _shard.Now >= _cleanAt;
        if (IsActive && TryNext(hasLived ? _last : _waiting, out var next, out var after))
        {
            var strikes = next.Id == _suspect?.Instance ? _suspect.Strikes + 1 : 1;
            var pos = Write(new(next.Id, strikes), isClean: false);
            _current = next;
            _shard.Actions.Add(new ShardAction.Load(next.Id, Math.Max(pos, after)));
        }
        else if (hasLived && !_isClean && (_shard.LastPos != _adoptedAt || _isNamed || _waiting.Count > 0))
        {
            _isClean = true;
            Write(null, isClean: true);
            Release();
        }
        else if (IsActive && _isNamed)
        {
            Write(null, isClean: false);
        }
    }

    private bool HasHadItsTurn(InstanceCell cell) =>
        _shard.Instances.Find(cell.Id) != cell
        || cell.Phase == CellPhase.Quarantined
        || (cell.Phase == CellPhase.Live && (!cell.NeedsRecovery || cell.Waiting is null));

    private bool TryNext(Queue<(InstanceCell Cell, long After)> queue, out InstanceCell cell, out long after)
    {
        while (queue.TryDequeue(out var next))
        {
            if (_shard.Instances.Find(next.Cell.Id) == next.Cell)
            {
                (cell, after) = next;
                return true;
            }
        }

        (cell, after) = (null!, 0);
        return false;
    }

    /// <summary>It is over: the others are loaded as ever.</summary>
    private void Release()
    {
        IsActive = false;
        while (TryNext(_waiting, out var cell, out var after))
        {
            _shard.Actions.Add(new ShardAction.Load(cell.Id, after));
        }
    }

    private long Write(Suspect? suspect, bool isClean)
    {
        var pos = _shard.NextPosition();
        _isNamed = suspect is not null;
        _shard.Actions.Add(new ShardAction.Care(pos, _id, suspect, isClean));
        return pos;
    }
}
