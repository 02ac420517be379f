using System.Collections.Immutable;
using Continuo.Engine;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Simulator.Checking;
using Continuo.Simulator.Storage;

namespace Continuo.Simulator.Nodes;

/// <summary>The driver: feeds the shards of a process, one input at a time, and does what they ask for once what it rests on is durable.</summary>
internal sealed class Seats(NodeProcess process)
{
    private static readonly TimeSpan s_yield = TimeSpan.FromMicroseconds(20);
    private static readonly ShardInput s_clock = new ShardInput.Clock();
    private static readonly ShardInput s_continue = new ShardInput.Continue();

    /// <summary>Hardly any memory and small turns, so that a short run meets every limit.</summary>
    private static readonly EngineLimits s_limits = new() { CacheBytes = 40_000, Timers = 24, StepsPerTurn = 40, EffectsPerInstance = 3, CommitsPerSnapshot = 5, CommandsPerInstance = 8, CommandsPerShard = 24 };

    private readonly SortedDictionary<int, SeatedShard> _seated = [];
    private readonly MemoryChecker _memory = new(process.Cluster.World);

    public IEnumerable<int> All => _seated.Keys;

    /// <summary>The tail of the event log as this process has heard of it.</summary>
    public long EventTail { get; private set; }

    private Cluster Cluster => process.Cluster;

    public SeatedShard? Find(int shard) => _seated.GetValueOrDefault(shard);

    public void Adopt(int shard, ShardImage image)
    {
        process.Note($"adopts shard {shard} at {image.LastPos}");
        var seated = new SeatedShard(shard, new(new(shard), image, s_limits, Cluster.World.Chance, Cluster.Bug), image);
        _seated[shard] = seated;
        EventTail = Math.Max(EventTail, image.EventTails[0]);
        Feed(seated, s_clock);
    }

    public void Drop(int shard) => _seated.Remove(shard);

    public void Feed(SeatedShard seated, ShardInput input)
    {
        if (Find(seated.Number) != seated)
        {
            return;
        }

        Cluster.World.Note(process.Name, $"{seated.Number} < {input.GetType().Name}");
        seated.Checker.Gives(input);
        if (input is ShardInput.Committed committed)
        {
            Release(seated, committed.Pos);
        }
        else if (input is ShardInput.Rejected rejected)
        {
            seated.Seat.DropHeld(rejected.Instance, rejected.Pos);
        }

        var actions = new List<ShardAction>();
        seated.Logic.Handle(input, process.Now, actions);
        foreach (var action in actions)
        {
            Take(seated, action);
        }

        seated.Seat.SampleEventMark();
        Check(seated, input);
    }

    /// <summary>Shards hear of events in the order of their places, each once, by word of the writer or by looking.</summary>
    public void EventsAppended(PlacedEvents placed)
    {
        Announce((placed.Tail - placed.New.Length, placed.New));
        foreach (var host in Cluster.Hosts.Where(host => host.Process is { } other && other != process))
        {
            Cluster.Send(process.Host, host.Process!.Name, there => there.Seats.PollEvents());
        }
    }

    /// <summary>What nobody told.</summary>
    public void PollEvents() => process.Store.Read(BeginLook(), Announce);

    /// <summary>What to do at the store: the checkpoint of each shard, as far as it rests on nothing that may vanish, and a look at the log from where the slowest shard is.</summary>
    public Func<Database, (long After, ImmutableArray<EventKey> Keys)> BeginLook()
    {
        var from = _seated.Values.Select(seated => seated.EventTail).DefaultIfEmpty(EventTail).Min();
        var marks = _seated.Values.Select(seated => (seated.Number, process.WriterOf(seated.Number).Row, seated.Seat.EventMark)).ToList();
        return db =>
        {
            foreach (var (shard, row, mark) in marks)
            {
                db.Checkpoint(shard, row, mark);
            }

            return (from, db.Events.Tail > from ? db.Events.KeysAfter(from) : []);
        };
    }

    public void Announce((long After, ImmutableArray<EventKey> Keys) found)
    {
        var tail = found.After + found.Keys.Length;
        EventTail = Math.Max(EventTail, tail);
        foreach (var seated in _seated.Values.ToList())
        {
            if (seated.EventTail >= found.After && seated.EventTail < tail)
            {
                var unheard = found.Keys[(int)(seated.EventTail - found.After)..];
                seated.EventTail = tail;
                Feed(seated, new ShardInput.EventsAppended(0, tail, unheard));
            }
        }
    }

    public void CheckMemory()
    {
        foreach (var seated in _seated.Values.Where(IsAtTheTail))
        {
            _memory.CompareAll(seated, Cluster.Database.Shards[seated.Number]);
        }
    }

    private void Take(SeatedShard seated, ShardAction action)
    {
        seated.Checker.Asked(action);
        switch (action)
        {
            case ShardAction.Append or ShardAction.AppendEvents or ShardAction.Care or ShardAction.Park:
                var slice = new SimSlice(action, seated.Number);
                seated.Appended = slice.Pos;
                seated.Seat.Appended(slice.Pos);
                process.WriterOf(seated.Number).Append(slice);
                return;
            case ShardAction.ReadWake:
                // The rule of the window, whatever the action says: the read sees all that was decided before it was asked for.
                seated.WindowNeeds = seated.Appended;
                break;
        }

        if (seated.Seat.MustHold(action))
        {
            seated.Seat.Hold(action);
        }
        else
        {
            Do(seated, action);
        }
    }

    private void Release(SeatedShard seated, long durable)
    {
        seated.Seat.Advance(durable);
        while (seated.Seat.TryRelease(out var action))
        {
            Do(seated, action);
        }
    }

    private void Do(SeatedShard seated, ShardAction action)
    {
        seated.Checker.Does(action);
        DurabilityChecker.Holds(Cluster, action);
        switch (action)
        {
            case ShardAction.Perform perform:
                process.Effects.Perform(perform.Token, perform.Request, seated.Number);
                break;
            case ShardAction.Abandon abandon:
                process.Effects.Abandon(abandon.Token);
                break;
            case ShardAction.Reply reply:
                // Not within the turn: who hears it may ask for more.
                process.Later(TimeSpan.Zero, () => process.Answered(reply.Id, reply.Result));
                break;
            case ShardAction.Load load:
                Read(seated, db => new ShardInput.Loaded(load.Instance, db.Shards[seated.Number].Find(load.Instance)?.ToLoad()));
                break;
            case ShardAction.LoadDefinition load:
                Read(seated, _ => new ShardInput.DefinitionLoaded(load.Hash, Workloads.Kinds.Find(load.Hash)));
                break;
            case ShardAction.ReadWake read:
                Cluster.World.Holds(seated.Seat.Durable >= seated.WindowNeeds, "the window waits for what was decided before", $"shard {seated.Number} reads its timers up to {read.Through:HH:mm:ss} at {seated.Seat.Durable}, and {seated.WindowNeeds} was decided before");
                Read(seated, db => db.Shards[seated.Number].Read(read));
                break;
            case ShardAction.ReadEvents read:
                Read(seated, db => db.Events.Read(read));
                break;
            case ShardAction.Alarm alarm:
                var number = ++seated.Alarms;
                process.Later(alarm.At - process.Now, () =>
                {
                    if (number == seated.Alarms)
                    {
                        Feed(seated, s_clock);
                    }
                });
                break;
            case ShardAction.Yield:
                process.Later(s_yield, () => Feed(seated, s_continue));
                break;
            case ShardAction.Stop { IsDrained: true }:
                process.Later(TimeSpan.Zero, () => process.Ownership.Drained(seated.Number));
                break;
            case ShardAction.Stop stop:
                Cluster.World.Holds(false, "no shard stops by itself", $"shard {seated.Number} of {process.Name}: {stop.Reason}");
                break;
        }
    }

    private void Read(SeatedShard seated, Func<Database, ShardInput> read) => process.Store.Read(read, found => Feed(seated, found));

    private void Check(SeatedShard seated, ShardInput input)
    {
        Cluster.World.Holds(seated.Logic.BrokenTurns == 0, "no turn breaks", $"a turn of shard {seated.Number} threw");
        if (input is ShardInput.Committed && IsAtTheTail(seated))
        {
            _memory.CompareNewest(seated, Cluster.Database.Shards[seated.Number]);
        }
    }

    /// <summary>All that it appended is stored, and nobody has gone on from there without it.</summary>
    private bool IsAtTheTail(SeatedShard seated) => seated.Appended <= seated.Seat.Durable && Cluster.Database.Shards[seated.Number].Tail <= seated.Appended;
}
