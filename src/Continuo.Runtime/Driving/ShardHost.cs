using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>The shards of this process: drivers, writer, readers and effects, and what runs between them.</summary>
/// <remarks>
/// <c>command -> driver -> Append -> writer -> Committed -> driver -> Perform -> effect -> driver</c>. A thread of the pool that brings something in
/// runs the driver and then the writer itself when they are free; an effect that it starts so is the next thing that very thread does.
/// </remarks>
internal sealed partial class ShardHost : IDriverServices, IWriterEvents, IDisposable
{
    private readonly NodeOptions _options;
    private readonly IAmbient _ambient;
    private readonly StoreClaim _claim;
    private readonly HeadLedger _heads = new();
    private readonly Checkpoints _checkpoints;
    private readonly GroupCommit _writer;
    private readonly JournalReaders _readers;
    private readonly ShardDriver[] _drivers;
    private readonly NodeHealth _health;
    private readonly ILogger<ShardHost> _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly EventTails _tails;
    private int _epoch;

    public ShardHost(NodeOptions options, DefinitionCache definitions, IdSource ids, NodeHealth health, Func<ShardHost, EffectRunner> effects)
    {
        _options = options;
        _health = health;
        _claim = new StoreClaim(options.Journal, Positions, options.Name);
        _ambient = new Ambient(ids, Positions, options.Secrets, options.Time);
        _checkpoints = new Checkpoints(_heads, options.Time);
        _writer = new GroupCommit(options.Journal, this, _checkpoints, options.Time, options.Loggers);
        _readers = new JournalReaders(options.Journal, definitions, _heads, options.Time, options.Loggers.CreateLogger<JournalReaders>()) { Answer = Bring };
        _drivers = [.. Enumerable.Range(0, options.Drivers).Select(i => new ShardDriver($"continuo driver {i}", Shards, this, options.Time, options.Loggers))];
        _logger = options.Loggers.CreateLogger<ShardHost>();
        _tails = new EventTails(options.Journal.EventParts);
        Replies = new ReplyTable(ids.Next(options.Time.GetUtcNow()));
        Effects = effects(this);
    }

    public int Shards => _options.Journal.Shards;

    public ReplyTable Replies { get; }

    public EndWaiters Waiters { get; } = new();

    public EffectRunner Effects { get; }

    public Positions Positions { get; } = new();

    public Func<ShardId, ShardImage, IShardLogic>? ShardFactory { get; init; }

    /// <summary>Rises whenever the shards are dropped, and with them what they had not answered.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    public void WhenCommitted(Action action) => _writer.Committed = action;

    public long EventTail(int part) => _tails[part];

    public bool IsWriting => _writer.HasWork;

    public int CommandsBefore(ShardId shard) => DriverOf(shard.Number).Commands;

    public async Task Start(CancellationToken cancellation)
    {
        Adopt(await _claim.Take(cancellation));
        _writer.StartThread();
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
            _writer.TryRun();
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

        var left = patience - _options.Time.GetElapsedTime(began);
        await Effects.Drain(_health.AllDrained.IsCompleted || left < TimeSpan.Zero ? TimeSpan.Zero : left);
        await Finish();
    }

    /// <summary>Ends the threads; with a store that is still ours, heads are written back first.</summary>
    public async Task Finish()
    {
        await _ended.CancelAsync();
        _writer.GiveUp();
        foreach (var driver in _drivers)
        {
            driver.StopTimer();
            await driver.Retire();
            driver.Dispose();
        }

        await _writer.Retire();
        _writer.Dispose();
        _readers.Dispose();
        _checkpoints.Dispose();
        if (_health.StoppedBecause is null)
        {
            try
            {
                await _checkpoints.WriteAll(_options.Journal, EventMarks(), CancellationToken.None);
            }
#pragma warning disable CA1031 // A stop must come to its end, whatever the journal throws; the next start scans more.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.NoLastCheckpoint(_logger, exception.Message);
            }
        }

        _health.End("it was told to");
        Refuse("the node has stopped");
    }

    public void Dispose() => _ended.Dispose();

    public IShardLogic Create(ShardId shard, ShardImage image) => ShardFactory?.Invoke(shard, image) ?? new EngineShard(shard, image, _options.Limits, _ambient, Shards);

    public void Append(in Slice slice) => _writer.Enqueue(slice);

    public void Read(in ReadRequest request) => _readers.Enqueue(request);

    public void Perform(EffectToken token, EffectRequest request, int shard) => Effects.Start(token, request, shard);

    public void Abandon(EffectToken token) => Effects.Abandon(token);

    public void Reply(CommandId id, CommandResult result) => Replies.Complete(id, result);

    public void Ended(InstanceId instance)
    {
        Waiters.Wake(instance);
        Effects.Ended(instance);
    }

    public void Stopped(ShardId shard, string reason, bool isDrained) => _health.ShardStopped(shard, reason, isDrained);

    public void Driven() => _writer.Kick();

    public void Durable(int shard, long pos, int epoch) => DriverOf(shard).Enqueue(new(shard, epoch, new ShardInput.Committed(pos)));

    public void Rejected(ShardAction slice, string reason, int shard, int epoch)
    {
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
        _tails.Rise(appended.Part, appended.Tail);
        if (!appended.New.IsDefaultOrEmpty)
        {
            var offer = new ShardInput.EventsAppended(appended.Part, appended.Tail, appended.New);
            for (var each = 0; each < Shards; each++)
            {
                DriverOf(each).Enqueue(new(each, DriverInput.AnyEpoch, offer));
            }
        }

        DriverOf(shard).Enqueue(new(shard, epoch, new ShardInput.EventsPlaced(appended.Id, appended.Positions)));
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

        if (_writer.HasWork)
        {
            _writer.Kick();
        }
    }

    public void Reachable(bool reachable, string why) => _health.JournalReachable(reachable, why);

    public ImmutableDictionary<ShardId, ImmutableArray<long>> EventMarks() => _drivers.SelectMany(driver => driver.EventMarks()).ToImmutableDictionary(mark => mark.Key, mark => ImmutableArray.Create(mark.Value));

    public void Broken(string what, Exception exception)
    {
        Log.Broke(_logger, what, exception);
        Fenced($"{what} broke: {exception.GetType().Name}: {exception.Message}");
    }

    public void Fenced(string why)
    {
        _health.Stop(why);
        Adopt([]);
        Effects.AbandonAll();
        Refuse(why);
    }

    /// <summary>The same operation as a take-over, on ourselves: fence, claim, read, go on.</summary>
    /// <remarks>Slices of the old shards are void from here on; effects that run for them report with stale tokens. Nothing of the old shards is answered any more.</remarks>
    public async ValueTask Reload(string why)
    {
        _writer.MoveTo(Interlocked.Increment(ref _epoch));
        for (var failures = 0; !_ended.IsCancellationRequested; failures++)
        {
            try
            {
                if (failures > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50 << Math.Min(failures, 6)), _options.Time, _ended.Token);
                }

                Adopt(await _claim.Take(_ended.Token));
                _health.JournalReachable(true, "");
                Replies.CompleteAll(new CommandResult.Busy($"the outcome of the last commit was unknown ({why}); ask again", TimeSpan.FromMilliseconds(100)));
                Waiters.WakeAll();
                Log.Reloaded(_logger, Shards);
                return;
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The supervisor of the shards: there is nothing to do but to try again, and readiness says so meanwhile.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _health.JournalReachable(false, exception.Message);
                Log.ReloadFailed(_logger, exception.Message, failures);
            }
        }
    }

    private ShardDriver DriverOf(int shard) => _drivers[shard % _drivers.Length];

    private void Adopt(ImmutableArray<(ShardId Id, ShardImage Image)> images)
    {
        _heads.Reset(images.Select(shard => shard.Image));
        _tails.Rise(images);
        var epoch = Interlocked.Increment(ref _epoch);
        _writer.MoveTo(epoch);
        for (var i = 0; i < _drivers.Length; i++)
        {
            _drivers[i].Enqueue(new(0, epoch, null, new Adoption(epoch, [.. images.Where(shard => shard.Id.Number % _drivers.Length == i)])));
        }
    }

    private void Refuse(string why)
    {
        Replies.Close(new CommandResult.Busy(why, TimeSpan.FromSeconds(5)));
        Waiters.WakeAll();
    }
}
