using System.Collections.Concurrent;
using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>A writer: takes all slices of its shards that are queued and stores them as one transaction.</summary>
/// <remarks>What must not come between two commits, such as a claim, is done by it too (<see cref="Between{T}"/>). Slices of a shard are stored in the order in which it appended them. Nothing is reported before it is durable.</remarks>
internal sealed partial class GroupCommit : Pump
{
    /// <summary>One transaction: enough to share a flush among many, little enough to bound how long one of them waits.</summary>
    private const int MaxSlices = 512;
    private const long MaxBytes = 1 << 20;
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromSeconds(5);

    private readonly int _number;
    private readonly IJournal _journal;
    private readonly IWriterEvents _events;
    private readonly Checkpoints _checkpoints;
    private readonly ShardEpochs _epochs;
    private readonly ConcurrentQueue<Func<ValueTask>> _between = new();
    private readonly TimeProvider _time;
    private readonly ILogger<GroupCommit> _logger;
    private readonly ConcurrentQueue<Slice> _queue = new();
    private readonly List<Slice> _slices = [];
    private readonly List<ShardAction> _batch = [];
    private readonly (long Pos, int Epoch)[] _durable;
    private readonly GuiltySlices _guilty;
    private readonly CancellationTokenSource _ended = new();
    private volatile bool _fenced;

    public GroupCommit(int number, IJournal journal, IWriterEvents events, Checkpoints checkpoints, ShardEpochs epochs, TimeProvider time, ILoggerFactory loggers)
        : base($"continuo writer {number}")
    {
        (_number, _journal, _events, _checkpoints, _epochs, _time) = (number, journal, events, checkpoints, epochs, time);
        _logger = loggers.CreateLogger<GroupCommit>();
        _durable = new (long, int)[journal.Shards];
        _guilty = new GuiltySlices(journal.Shards, CommitUntilReachable, _logger);
        checkpoints.Due = Kick;
    }

    /// <summary>Called after commits have become durable; must not block or throw.</summary>
    public Action? Committed { get; set; }

    public override bool HasWork => !_fenced && (!_queue.IsEmpty || !_between.IsEmpty || _checkpoints.IsDue);

    /// <summary>Slices that are queued: a measure of how far the journal is behind.</summary>
    public int Depth => _queue.Count;

    /// <summary>Queues; the caller then lets the writer run.</summary>
    public void Enqueue(in Slice slice) => _queue.Enqueue(slice);

    /// <summary>Does something between two commits.</summary>
    /// <exception cref="OperationCanceledException">The writer has ended.</exception>
    public async Task<T> Between<T>(Func<CancellationToken, ValueTask<T>> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ends = _ended.Token.Register(() => done.TrySetCanceled());
        _between.Enqueue(async () =>
        {
            try
            {
                done.TrySetResult(await action(_ended.Token));
            }
#pragma warning disable CA1031 // Whoever asked for it is told.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.TrySetException(exception);
            }
        });
        Kick();
        return await done.Task;
    }

    /// <summary>Stops retrying an unreachable journal; what is queued stays unwritten.</summary>
    public void GiveUp()
    {
        _fenced = true;
        _ended.Cancel();
    }

    protected override async ValueTask Work()
    {
        while (_between.TryDequeue(out var action))
        {
            await action();
        }

        Take();
        if (_slices.Count > 0)
        {
            await Commit();
        }

        if (!_fenced && _checkpoints.IsDue && (_queue.IsEmpty || _checkpoints.IsOverdue))
        {
            await WriteCheckpoint();
        }
    }

    protected override void Worked(bool onOwnThread) => _events.Written(!HasWork);

    protected override void Broke(Exception exception)
    {
        GiveUp();
        _events.Broken("the writer", exception);
    }

    private void Take()
    {
        _slices.Clear();
        _batch.Clear();
        var bytes = 0L;
        while (_slices.Count < MaxSlices && bytes < MaxBytes && _queue.TryDequeue(out var slice))
        {
            if (slice.Epoch != _epochs.Of(slice.Shard))
            {
                continue;
            }

            _slices.Add(slice);
            _batch.Add(slice.Action);
            bytes += slice.Bytes;
        }
    }

    private async ValueTask Commit()
    {
        var began = _time.GetTimestamp();
        CommitOutcome outcome;
        try
        {
            outcome = await _guilty.Commit(_batch);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // The supervisor of the driver: an unexpected failure of a journal means that nobody knows what is stored.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CommitBroke(_logger, exception);
            outcome = new CommitOutcome.Unknown(exception.Message);
        }

        RuntimeTelemetry.CommitTime.Record(_time.GetElapsedTime(began).TotalSeconds);
        RuntimeTelemetry.Count(outcome);
        switch (outcome)
        {
            case CommitOutcome.Committed committed:
                Report(committed);
                break;
            case CommitOutcome.Fenced fenced:
                Log.Fenced(_logger, fenced.Why);
                _guilty.Forget();
                _fenced = !await _events.Fenced(_number, fenced.Why);
                break;
            case CommitOutcome.Unknown unknown:
                Log.OutcomeUnknown(_logger, unknown.Why, _slices.Count);
                RuntimeTelemetry.UnknownOutcomes.Add(1);
                _guilty.Forget();
                await _events.Reload(_number, unknown.Why);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async ValueTask<CommitOutcome> CommitUntilReachable(IReadOnlyList<ShardAction> batch)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                var outcome = await _journal.Commit(_number, batch, _ended.Token);
                if (failures > 0)
                {
                    _events.Reachable(true, "");
                }

                return outcome;
            }
            catch (JournalUnavailableException exception)
            {
                _events.Reachable(false, exception.Message);
                Log.JournalUnavailable(_logger, exception.Message, failures);
                RuntimeTelemetry.Unavailable.Add(1);
                await Task.Delay(Backoff(failures), _time, _ended.Token);
            }
        }
    }

    private void Report(CommitOutcome.Committed committed)
    {
        RuntimeTelemetry.Commits.Add(_slices.Count - committed.Rejected.Length);
        RuntimeTelemetry.BatchSize.Record(_slices.Count);
        var durable = Drop(committed.Rejected);
        foreach (var appended in committed.Events)
        {
            var slice = _slices.Find(candidate => candidate.Action is ShardAction.AppendEvents events && events.Id == appended.Id);
            _events.EventsAppended(appended, slice.Shard, slice.Epoch);
        }

        foreach (var slice in _slices)
        {
            _durable[slice.Shard] = (Math.Max(_durable[slice.Shard].Pos, slice.Pos), slice.Epoch);
        }

        _checkpoints.Record(durable, _durable);
        for (var shard = 0; shard < _durable.Length; shard++)
        {
            if (_durable[shard].Pos > 0)
            {
                _events.Durable(shard, _durable[shard].Pos, _durable[shard].Epoch);
                _durable[shard] = default;
            }
        }

        Committed?.Invoke();
    }

    /// <summary>Reports what was rejected, before the shard hears of later positions, and leaves what is stored.</summary>
    private ReadOnlySpan<ShardAction> Drop(ImmutableArray<RejectedSlice> rejected)
    {
        foreach (var slice in rejected)
        {
            var index = _slices.FindIndex(candidate => candidate.Pos == slice.Pos && candidate.Shard == slice.Shard.Number);
            var (action, shard, epoch) = _slices[index];
            _batch.Remove(action);
            Log.Rejected(_logger, shard, slice.Pos, slice.Reason);
            _events.Rejected(action, slice.Reason, shard, epoch);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_batch);
    }

    private async ValueTask WriteCheckpoint()
    {
        try
        {
            await _checkpoints.Write(_journal, _events.EventMarks(_number), _ended.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            Log.CheckpointPutOff(_logger, "the node stops");
        }
        catch (JournalUnavailableException exception)
        {
            Log.CheckpointPutOff(_logger, exception.Message);
            _checkpoints.PutOff();
        }
#pragma warning disable CA1031 // The supervisor of the writer: without its heads the next adoption scans more, and that is all.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.CheckpointBroke(_logger, exception);
            _checkpoints.PutOff();
        }
    }

    private static TimeSpan Backoff(int failures)
    {
        var backoff = TimeSpan.FromMilliseconds(20 << Math.Min(failures, 10));
        return backoff < s_longestBackoff ? backoff : s_longestBackoff;
    }
}
