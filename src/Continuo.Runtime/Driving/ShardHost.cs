using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>The shards of this process: drivers, writers, readers and effects, and what runs between them.</summary>
/// <remarks>
/// <c>command -> driver -> Append -> writer -> Committed -> driver -> Perform -> effect -> driver</c>. A thread of the pool that brings something in
/// runs the driver and then the writer itself when they are free; an effect that it starts so is the next thing that very thread does.
/// </remarks>
internal sealed partial class ShardHost : IDriverServices, IWriterEvents, ISeats, IDisposable
{
    private readonly NodeOptions _options;
    private readonly IdSource _ids;
    private readonly PositionTable _positions;
    private readonly ShardEpochs _epochs;
    private readonly WriterLane[] _lanes;
    private readonly JournalReaders _readers;
    private readonly ShardDriver[] _drivers;
    private readonly NodeHealth _health;
    private readonly ILogger<ShardHost> _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly EventBoard _events;
    private readonly EventFollower _follower;
    private readonly ShardDrains _drains;
    private Task _following = Task.CompletedTask;

    public ShardHost(NodeOptions options, DefinitionCache definitions, IdSource ids, NodeHealth health, Func<ShardHost, EffectRunner> effects)
    {
        (_options, _ids, _health) = (options, ids, health);
        _positions = new PositionTable(options.Journal.Positions, Shards);
        _epochs = new ShardEpochs(Shards);
        _lanes = [.. Enumerable.Range(0, options.Journal.Writers).Select(i => new WriterLane(i, options, _epochs, this))];
        _readers = new JournalReaders(options.Journal, definitions, shard => _lanes[shard % _lanes.Length].Heads, options.Time, options.Loggers.CreateLogger<JournalReaders>()) { Answer = Bring };
        _drivers = [.. Enumerable.Range(0, options.Drivers).Select(i => new ShardDriver($"continuo driver {i}", Shards, this, options.Time, options.Loggers))];
        _logger = options.Loggers.CreateLogger<ShardHost>();
        _events = new EventBoard(options.Journal.EventParts, input => DriverOf(input.Shard).Enqueue(input), Shards);
        _follower = new EventFollower(options.Journal, _events, options.Time, _logger);
        _drains = new ShardDrains(Shards);
        Claims = new ShardClaims(options, _epochs, this, _logger);
        Replies = new ReplyTable(ids.Next(options.Time.GetUtcNow()));
        Effects = effects(this);
    }

    public int Shards => _options.Journal.Shards;

    public ReplyTable Replies { get; }

    public EndWaiters Waiters { get; } = new();

    public EffectRunner Effects { get; }

    public ShardClaims Claims { get; }

    public Func<ShardId, ShardImage, IShardLogic>? ShardFactory { get; init; }

    /// <summary>Called after a part of the event log has grown by events of this node. Must not block or throw.</summary>
    public Action<int, long>? EventsGrew { get; set; }

    /// <summary>The newest position of a shard, or of all where they share one sequence.</summary>
    public long NewestOf(int shard) => _positions[shard].Last;

    /// <summary>Rises whenever the shard is dropped, and with it what it had not answered.</summary>
    public int EpochOf(int shard) => _epochs.Of(shard);

    /// <summary>Whether the shard is here and is about to leave.</summary>
    public bool IsHandedOver(int shard) => _drains.IsDraining(shard);

    public void WhenCommitted(Action action) => Array.ForEach(_lanes, lane => lane.Writer.Committed = action);

    public long EventTail(int part) => _events.Known(part);

    /// <summary>Somebody says that a part of the event log has grown.</summary>
    public void EventsAre(int part, long tail) => _follower.Poke(part, tail);

    public bool IsWriting => Array.Exists(_lanes, lane => lane.Writer.HasWork);

    public int CommandsBefore(ShardId shard) => DriverOf(shard.Number).Commands;

    /// <summary>With every shard, or with none yet where nodes share them.</summary>
    public async Task Start(bool claimsAll, CancellationToken cancellation)
    {
        foreach (var lane in _lanes)
        {
            lane.Writer.StartThread();
        }

        if (claimsAll)
        {
            await Claims.Claim([.. Enumerable.Range(0, Shards).Select(shard => new ShardId(shard))], ClaimMode.TakeOver, cancellation);
        }
        else
        {
            _following = _follower.Run(_ended.Token);
        }

        // Before anything runs: what is due may start children at once, and would be told to ask again later.
        _health.Start();
        foreach (var driver in _drivers)
        {
            driver.StartThread();
            driver.Kick();
        }
    }

    /// <summary>Hands an input to a shard and, on a thread of the pool, sees it through as far as it goes without waiting.</summary>
    public void Bring(DriverInput input)
    {
        var driver = DriverOf(input.Shard);
        driver.Enqueue(input);
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            driver.TryRun();
            foreach (var lane in _lanes)
            {
                lane.Writer.TryRun();
            }
        }
        else
        {
            driver.Kick();
        }
    }

    public void Bring(ShardId shard, ShardInput input) => Bring(new DriverInput(shard.Number, DriverInput.AnyEpoch, input));

    /// <summary>Shards take no more starts and stop once they have come to rest, or when <paramref name="patience"/> is over. Then nothing runs any more.</summary>
    public async Task Drain(TimeSpan patience)
    {
        var began = _options.Time.GetTimestamp();
        for (var shard = 0; shard < Shards; shard++)
        {
            Bring(new ShardId(shard), new ShardInput.Drain());
        }

        try
        {
            await _health.AllDrained.WaitAsync(patience, _options.Time, _ended.Token);
        }
        catch (TimeoutException)
        {
            Log.PatienceOver(_logger);
        }
        catch (OperationCanceledException)
        {
            Log.StoppedWhileDraining(_logger);
        }

        await EndEffects(began, patience);
        await Finish();
    }

    /// <summary>One shard takes no more starts and comes to rest, or the patience is over.</summary>
    public async Task Drain(ShardId shard, TimeSpan patience)
    {
        var drained = _drains.Begin(shard);
        Bring(shard, new ShardInput.Drain());
        try
        {
            await drained.WaitAsync(patience, _options.Time, _ended.Token);
        }
        catch (TimeoutException)
        {
            Log.HandedOverBusy(_logger, shard.Number);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            Log.StoppedWhileDraining(_logger);
        }
    }

    private async Task EndEffects(long began, TimeSpan patience)
    {
        var left = patience - _options.Time.GetElapsedTime(began);
        await Effects.Drain(_health.AllDrained.IsCompleted || left < TimeSpan.Zero ? TimeSpan.Zero : left);
    }

    /// <summary>Ends the threads; with a store that is still ours, heads are written back first.</summary>
    public async Task Finish()
    {
        await _ended.CancelAsync();
        await _following;
        Array.ForEach(_lanes, lane => lane.Writer.GiveUp());
        foreach (var driver in _drivers)
        {
            driver.StopTimer();
            await driver.Retire();
            driver.Dispose();
        }

        foreach (var lane in _lanes)
        {
            await lane.Writer.Retire();
        }

        _readers.Dispose();
        await WriteBack();
        Array.ForEach(_lanes, lane => lane.Dispose());
        _health.End("it was told to");
        Refuse("the node has stopped");
    }

    public void Dispose() => _ended.Dispose();

    public IShardLogic Create(ShardId shard, ShardImage image) => ShardFactory?.Invoke(shard, image)
        ?? new EngineShard(shard, image, _options.Limits, new Ambient(_ids, _positions.Begin(shard.Number, Math.Max(Claims.TailOf(shard.Number), image.LastPos)), _options.Secrets, _options.Functions, _options.Time), Shards);

    public void Append(in Slice slice) => LaneOf(slice.Shard).Writer.Enqueue(slice);

    public void Read(in ReadRequest request) => _readers.Enqueue(request);

    public void Perform(EffectToken token, EffectRequest request, int shard) => Effects.Start(token, request, shard);

    public void Abandon(EffectToken token) => Effects.Abandon(token);

    public void Reply(CommandId id, CommandResult result) => Replies.Complete(id, result);

    public void Ended(InstanceId instance)
    {
        Waiters.Wake(instance);
        Effects.Ended(instance);
    }

    public void Stopped(ShardId shard, string reason, bool isDrained)
    {
        _drains.Stopped(shard);
        _health.ShardStopped(shard, reason, isDrained);
    }

    public void Driven()
    {
        foreach (var lane in _lanes)
        {
            if (lane.Writer.HasWork)
            {
                lane.Writer.Kick();
            }
        }
    }

    public void Reachable(bool reachable, string why) => _health.JournalReachable(reachable, why);

    public void Broken(string what, Exception exception)
    {
        Log.Broke(_logger, what, exception);
        GiveUp($"{what} broke: {exception.GetType().Name}: {exception.Message}");
    }

    private ShardDriver DriverOf(int shard) => _drivers[shard % _drivers.Length];

    private WriterLane LaneOf(int shard) => _lanes[shard % _lanes.Length];

    /// <summary>With a store that is still ours.</summary>
    private async Task WriteBack()
    {
        foreach (var lane in _health.StoppedBecause is null ? _lanes : [])
        {
            try
            {
                await lane.WriteBack();
            }
#pragma warning disable CA1031 // A stop must come to its end, whatever the journal throws; the next start scans more.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.NoLastCheckpoint(_logger, exception.Message);
            }
        }
    }

    /// <summary>The node cannot go on.</summary>
    public void GiveUp(string why)
    {
        _health.Stop(why);
        Claims.DropAll(why);
        Effects.AbandonAll();
        Refuse(why);
    }

    private void Refuse(string why)
    {
        Replies.Close(new CommandResult.Busy(why, TimeSpan.FromSeconds(5)));
        Waiters.WakeAll();
    }
}
