using System.Collections.Concurrent;
using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>A journal whose commits end when and how the test says; without a word from it, at once and well.</summary>
internal sealed class GatedJournal(int shards) : IJournal
{
    private readonly ConcurrentQueue<Func<IReadOnlyList<ShardAction>, CommitOutcome>> _next = new();
    private TaskCompletionSource? _gate;
    private TaskCompletionSource _arrived = NewSource();

    public int Shards => shards;

    public int EventParts => 1;

    public int Writers => 1;

    public PositionScope Positions => PositionScope.Store;

    public int Claims { get; private set; }

    public bool IsDisposed { get; private set; }

    public List<IReadOnlyList<ShardAction>> Batches { get; } = [];

    public List<(long Through, IReadOnlyDictionary<InstanceId, long> Heads)> Checkpoints { get; } = [];

    /// <summary>What the next checkpoint throws.</summary>
    public Exception? CheckpointFailure { get; set; }

    /// <summary>What the next claim throws.</summary>
    public Exception? ClaimFailure { get; set; }

    /// <summary>Completes when a commit has come to the closed gate.</summary>
    public Task Arrived => _arrived.Task;

    public void Close() => _gate = NewSource();

    public void Open()
    {
        var gate = _gate;
        (_gate, _arrived) = (null, NewSource());
        gate?.SetResult();
    }

    public void Then(Func<IReadOnlyList<ShardAction>, CommitOutcome> outcome) => _next.Enqueue(outcome);

    public static CommitOutcome Stored(IReadOnlyList<ShardAction> batch)
    {
        var n = 0L;
        return new CommitOutcome.Committed([], [.. batch.OfType<ShardAction.AppendEvents>().Select(append => new AppendedEvents(
            append.Id, append.Part, [.. append.Events.Select(_ => ++n)], [.. append.Events.Select(e => EventKey.OfType(e["type"].AsString ?? ""))], n))]);
    }

    public ValueTask<ClaimAnswer> Claim(string node, ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation)
    {
        Claims++;
        if (ClaimFailure is { } failure)
        {
            ClaimFailure = null;
            throw failure;
        }

        return ValueTask.FromResult(new ClaimAnswer([.. shards.Select(shard => new ClaimedShard(shard, 100L * Claims, Claims))], []));
    }

    public async ValueTask<CommitOutcome> Commit(int writer, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        var copy = batch.ToArray();
        if (_gate is { } gate)
        {
            _arrived.TrySetResult();
            await gate.Task.WaitAsync(cancellation);
        }

        var outcome = _next.TryDequeue(out var next) ? next(copy) : Stored(copy);
        Batches.Add(copy);
        return outcome;
    }

    public ValueTask Checkpoint(int writer, IReadOnlyDictionary<ShardId, long> through, IReadOnlyDictionary<InstanceId, long> heads, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation)
    {
        if (CheckpointFailure is { } failure)
        {
            CheckpointFailure = null;
            throw failure;
        }

        Checkpoints.Add((through.Values.FirstOrDefault(), heads));
        return ValueTask.CompletedTask;
    }

    public ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation) => ValueTask.FromResult(new ShardImage
    {
        LastPos = 0,
        Heads = ImmutableDictionary<InstanceId, long>.Empty,
        Subscriptions = [],
        EventTails = [0],
        EventMarks = [0],
    });

    public ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation) => ValueTask.FromResult<StoredInstance?>(null);

    public ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<ImmutableArray<Wake>>([]);

    public ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult(new EventPage([], after));

    public ValueTask Release(ShardId shard, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation) => ValueTask.FromResult(new StoreOwnership([]));

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
