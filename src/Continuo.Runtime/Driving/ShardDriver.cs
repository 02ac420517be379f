using System.Collections.Concurrent;
using System.Diagnostics;
using Continuo.Engine.Shards;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>Feeds the shards it owns, one input at a time, and performs their actions, each once what it depends on is durable.</summary>
internal sealed partial class ShardDriver : Pump
{
    /// <summary>Inputs in one go: then the writer gets what they appended, and another thread may go on.</summary>
    private const int Share = 64;

    private static readonly TimeSpan s_longestAlarm = TimeSpan.FromDays(1);
    private static readonly ShardInput s_clock = new ShardInput.Clock();
    private static readonly ShardInput s_continue = new ShardInput.Continue();

    private readonly IDriverServices _services;
    private readonly TimeProvider _time;
    private readonly ILogger<ShardDriver> _logger;
    private readonly ConcurrentQueue<DriverInput> _inbox = new();
    private readonly ShardSeat?[] _seats;
    private readonly List<ShardAction> _actions = [];
    private readonly ITimer _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;
    private int _commands;

    public ShardDriver(string name, int shards, IDriverServices services, TimeProvider time, ILoggerFactory loggers)
        : base(name)
    {
        _services = services;
        _time = time;
        _logger = loggers.CreateLogger<ShardDriver>();
        _seats = new ShardSeat?[shards];
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override bool HasWork => !_inbox.IsEmpty;

    /// <summary>Commands that no shard has seen yet.</summary>
    public int Commands => Volatile.Read(ref _commands);

    /// <summary>Queues; the caller then lets the driver run.</summary>
    public void Enqueue(in DriverInput input)
    {
        if (IsCommand(input.Input))
        {
            Interlocked.Increment(ref _commands);
        }

        _inbox.Enqueue(input);
    }

    /// <summary>How far the shards have read the event log, durably. Read from the writer's side: each mark by itself is right.</summary>
    public IEnumerable<KeyValuePair<ShardId, long>> EventMarks() =>
        _seats.OfType<ShardSeat>().Select(seat => KeyValuePair.Create(seat.Id, seat.EventMark));

    public long? EventMarkOf(ShardId shard) => _seats[shard.Number]?.EventMark;

    public void StopTimer() => _timer.Dispose();

    protected override ValueTask Work()
    {
        for (var left = Share; left > 0 && _inbox.TryDequeue(out var input); left--)
        {
            if (input.Seating is { } seating)
            {
                Seat(input.Shard, input.Epoch, seating.Image);
            }
            else if (input.Input is null)
            {
                RingAlarms();
            }
            else
            {
                Take(input);
            }
        }

        ArmTimer();
        return default;
    }

    protected override void Worked(bool onOwnThread)
    {
        if (onOwnThread)
        {
            _services.Driven();
        }
    }

    protected override void Broke(Exception exception) => _services.Broken("a driver", exception);

    private static bool IsCommand(ShardInput? input) => input is ShardInput.Command or ShardInput.Publish;

    private void Tick()
    {
        Enqueue(new(0, DriverInput.AnyEpoch, null));
        Kick();
    }

    private void Seat(int shard, int epoch, ShardImage? image)
    {
        _seats[shard] = image is null ? null : new ShardSeat(new(shard), epoch, _services.Create(new(shard), image), image.LastPos);
        if (_seats[shard] is { } seat)
        {
            Feed(seat, s_clock);
        }
    }

    private void Take(in DriverInput input)
    {
        if (IsCommand(input.Input))
        {
            Interlocked.Decrement(ref _commands);
        }

        var seat = _seats[input.Shard];
        if (seat?.StoppedBecause is null && seat is not null && (input.Epoch == DriverInput.AnyEpoch || input.Epoch == seat.Epoch))
        {
            Feed(seat, input.Input!);
        }
        else
        {
            if (input.Input is ShardInput.Committed committed && seat?.Epoch == input.Epoch)
            {
                // What a shard appended before it stopped may be answered still.
                Release(seat, committed.Pos);
            }

            Refuse(input.Input!, seat);
        }
    }

    private void Release(ShardSeat seat, long durable)
    {
        seat.Advance(durable);
        while (seat.TryRelease(out var action))
        {
            Perform(seat, action);
        }
    }

    private void Refuse(ShardInput input, ShardSeat? seat)
    {
        var id = input switch
        {
            ShardInput.Command command => command.Id,
            ShardInput.Publish publish => publish.Id,
            _ => default(CommandId?),
        };
        if (id is { } asked)
        {
            _services.Reply(asked, seat is null ? NotHere.Answer : new CommandResult.Busy($"the shard takes no commands: {seat.StoppedBecause}", TimeSpan.FromSeconds(1)));
        }
        else
        {
            RuntimeTelemetry.InputsDropped.Add(1);
        }
    }

    private void Feed(ShardSeat seat, ShardInput input)
    {
        if (input is ShardInput.Committed committed)
        {
            Release(seat, committed.Pos);
        }
        else if (input is ShardInput.Rejected rejected)
        {
            seat.DropHeld(rejected.Instance, rejected.Pos);
        }

        try
        {
            seat.Logic.Handle(input, _time.GetUtcNow(), _actions);
        }
#pragma warning disable CA1031 // The supervisor of the turn: a broken invariant stops the shard, not the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _actions.Clear();
            Log.ShardBroke(_logger, seat.Id.Number, exception);
            Stop(seat, $"an invariant is broken: {exception.Message}", isDrained: false);
            return;
        }

        foreach (var action in _actions)
        {
            if (seat.MustHold(action))
            {
                seat.Hold(action);
            }
            else
            {
                Perform(seat, action);
            }
        }

        _actions.Clear();
        seat.SampleEventMark();
    }

    private void Perform(ShardSeat seat, ShardAction action)
    {
        switch (action)
        {
            case ShardAction.Append or ShardAction.AppendEvents or ShardAction.Delete or ShardAction.Care or ShardAction.Park:
                var slice = new Slice(action, seat.Id.Number, seat.Epoch);
                seat.Appended(slice.Pos);
                _services.Append(slice);
                break;
            case ShardAction.Perform perform:
                _services.Perform(perform.Token, perform.Request, seat.Id.Number);
                break;
            case ShardAction.Reply reply:
                _services.Reply(reply.Id, reply.Result);
                break;
            case ShardAction.Ended ended:
                _services.Ended(ended.Instance);
                break;
            case ShardAction.Abandon abandon:
                _services.Abandon(abandon.Token);
                break;
            case ShardAction.Load or ShardAction.LoadDefinition or ShardAction.ReadWake or ShardAction.ReadEvents:
                _services.Read(new(action, seat.Id.Number, seat.Epoch));
                break;
            case ShardAction.Alarm alarm:
                seat.Alarm = alarm.At;
                break;
            case ShardAction.Yield:
                Enqueue(new(seat.Id.Number, seat.Epoch, s_continue));
                break;
            case ShardAction.Stop stop:
                Stop(seat, stop.Reason, stop.IsDrained);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Stop(ShardSeat seat, string reason, bool isDrained)
    {
        seat.StoppedBecause = reason;
        seat.Alarm = null;
        _services.Stopped(seat.Id, reason, isDrained);
    }

    private void RingAlarms()
    {
        _armedFor = DateTimeOffset.MaxValue;
        var now = _time.GetUtcNow();
        foreach (var seat in _seats)
        {
            if (seat?.Alarm <= now)
            {
                seat.Alarm = null;
                Feed(seat, s_clock);
            }
        }
    }

    /// <summary>Arms for the earliest alarm. An alarm put off leaves the timer as it is: ringing early is harmless and cheaper than re-arming.</summary>
    private void ArmTimer()
    {
        var earliest = DateTimeOffset.MaxValue;
        foreach (var seat in _seats)
        {
            if (seat?.Alarm < earliest)
            {
                earliest = seat.Alarm.Value;
            }
        }

        if (earliest < _armedFor)
        {
            _armedFor = earliest;
            _timer.Change(InWholeMilliseconds(earliest - _time.GetUtcNow()), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Rounded up, for timers cut off fractions and would ring just before the time.</summary>
    private static TimeSpan InWholeMilliseconds(TimeSpan due) =>
        due <= TimeSpan.Zero ? TimeSpan.Zero : due >= s_longestAlarm ? s_longestAlarm : TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds));

    private static partial class Log
    {
        [LoggerMessage(1040, LogLevel.Critical, "Shard {Shard} broke and is stopped")]
        public static partial void ShardBroke(ILogger logger, int shard, Exception exception);
    }
}
