using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>What a shard holds between two inputs.</summary>
internal sealed class ShardState
{
    // Any number will do that a predecessor in this process is unlikely to have begun with: its effects may still report to us.
    private const long LoadsOfOneAdoption = 1L << 24;

    private readonly Dictionary<InstanceId, long> _deleting = [];
    private long _loads;

    public ShardState(ShardId id, ShardImage image, EngineLimits limits, IAmbient ambient, int shards)
    {
        Limits = limits;
        Ambient = ambient;
        Interpreter = new(limits, ambient);
        Admission = new(limits);
        Instances = new(limits.CacheBytes / shards, Statistics);
        Definitions = new(Math.Max(limits.CacheBytes / 8 / shards, 1 << 20));
        Wakes = new(Math.Max(limits.Timers / shards, 16));
        Events = new(image, limits.EventsPerTurn);
        Now = image.LastCommitAt;
        LastPos = image.LastPos;
        DurablePos = image.LastPos;
        Careful = new(this, id, image);
        _loads = (long)(ambient.NextDouble() * (1L << 38)) * LoadsOfOneAdoption;
    }

    public EngineLimits Limits { get; }

    public IAmbient Ambient { get; }

    public Interpreter Interpreter { get; }

    public ShardStatistics Statistics { get; } = new();

    public Admission Admission { get; }

    public InstanceCache Instances { get; }

    public DefinitionCache Definitions { get; }

    public Replies Replies { get; } = new();

    public Tombstones Tombstones { get; } = new();

    public Rounds Rounds { get; } = new();

    public WakeQueue Wakes { get; }

    /// <summary>Due times of instances that are busy, so that their stored wake time is "now" and says nothing of them. They stay in memory.</summary>
    public DueSet Deadlines { get; } = new();

    public BusyEffects BusyEffects { get; } = new();

    public EventDelivery Events { get; }

    public CarefulLoading Careful { get; }

    /// <summary>Shard time: never behind the last commit.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The newest position given.</summary>
    public long LastPos { get; private set; }

    public long DurablePos { get; private set; }

    public int LoadsOutstanding { get; set; }

    /// <summary>Effects of all instances in flight.</summary>
    public int EffectsInFlight { get; set; }

    public bool IsStopped { get; set; }

    /// <summary>Where the input that is handled leaves its actions.</summary>
    public List<ShardAction> Actions { get; set; } = [];

    public void Advance(DateTimeOffset now) => Now = now > Now ? now : Now;

    public void Committed(long pos)
    {
        DurablePos = Math.Max(DurablePos, pos);
        Replies.Committed(DurablePos);
        if (_deleting.Count > 0)
        {
            foreach (var (instance, deletedAt) in _deleting)
            {
                if (deletedAt <= DurablePos)
                {
                    _deleting.Remove(instance);
                }
            }
        }
    }

    public void Deleting(InstanceId instance, long pos) => _deleting[instance] = pos;

    /// <summary>What a read of the store waits for that must not see an instance which is being deleted.</summary>
    public long DeletedAt(InstanceId instance) => _deleting.GetValueOrDefault(instance);

    public long NextPosition() => LastPos = Ambient.NextPosition();

    /// <summary>What an action waits for that must not be ahead of the instance's history.</summary>
    public long HeadOf(InstanceCell cell) => cell.HeadPos > DurablePos ? cell.HeadPos : 0;

    /// <summary>How many more effects of an instance would be performed at once.</summary>
    public int FreeSlotsOf(InstanceCell cell) => Admission.IsDraining ? 0 : Math.Max(0, Limits.EffectsPerInstance - cell.Slots.InFlight - cell.Slots.Waiting);

    public InstanceCell NewCell(InstanceId id)
    {
        var cell = new InstanceCell(id, ++_loads, LastPos);
        Instances.Add(cell);
        return cell;
    }

    public void Answer(CommandId? command, InstanceId instance, CommandResult result, long after)
    {
        if (command is { } id)
        {
            Replies.Answer(id, instance, result, after, Actions);
        }
    }
}
