using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>Whether the node serves, and why not.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class NodeHealth(int shards)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ShardId> _drained = [];
    private readonly Dictionary<ShardId, string> _broken = [];
    private readonly TaskCompletionSource<string> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allDrained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _spaceShortAt;
    private volatile string? _unreachable;
    private volatile bool _started;
    private volatile bool _draining;

    /// <summary>Completes when the node has had to stop by itself.</summary>
    public Task<string> Stopped => _stopped.Task;

    /// <summary>Completes when every shard has come to rest.</summary>
    public Task AllDrained => _allDrained.Task;

    public string? StoppedBecause { get; private set; }

    public bool IsStarted => _started;

    public bool IsDraining => _draining;

    public bool IsJournalReachable => _unreachable is null;

    public (bool Ready, string Why) Readiness
    {
        get
        {
            lock (_lock)
            {
                return StoppedBecause is not null ? (false, $"stopped: {StoppedBecause}")
                    : !_started ? (false, "not started")
                    : _draining ? (false, "draining")
                    : _unreachable is { } why ? (false, $"the journal cannot be reached: {why}")
                    : _broken.Count > 0 ? (false, string.Join("; ", _broken.Select(shard => $"shard {shard.Key} is stopped: {shard.Value}")))
                    : (true, "");
            }
        }
    }

    /// <summary>When a start was last refused because space was short.</summary>
    public DateTimeOffset? SpaceShortAt
    {
        get
        {
            lock (_lock)
            {
                return _spaceShortAt;
            }
        }
    }

    public void SpaceShort(DateTimeOffset at)
    {
        lock (_lock)
        {
            _spaceShortAt = at;
        }
    }

    public void Start() => _started = true;

    public void Drain() => _draining = true;

    public void JournalReachable(bool reachable, string why) => _unreachable = reachable ? null : why;

    /// <summary>It cannot go on, and says so to its host.</summary>
    public void Stop(string why)
    {
        End(why);
        _stopped.TrySetResult(why);
    }

    /// <summary>Nothing runs any more.</summary>
    public void End(string why)
    {
        lock (_lock)
        {
            StoppedBecause ??= why;
        }
    }

    /// <summary>What was said of it before is of an incarnation that is gone.</summary>
    public void ShardSeated(ShardId shard)
    {
        lock (_lock)
        {
            _broken.Remove(shard);
            _drained.Remove(shard);
        }
    }

    public void ShardStopped(ShardId shard, string reason, bool isDrained)
    {
        lock (_lock)
        {
            if (!isDrained)
            {
                _broken[shard] = reason;
            }

            _drained.Add(shard);
            if (_drained.Count == shards)
            {
                _allDrained.TrySetResult();
            }
        }
    }
}
