using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Simulator.Checking;

namespace Continuo.Simulator.Nodes;

/// <summary>A shard that a process has adopted, with what checks it.</summary>
internal sealed class SeatedShard(int number, SimShard logic, ShardImage image)
{
    public int Number { get; } = number;

    public SimShard Logic { get; } = logic;

    public ShardSeat Seat { get; } = new(new(number), 0, logic, image.LastPos);

    public ActionChecker Checker { get; } = new(image.LastPos);

    /// <summary>Events up to here have been announced to it.</summary>
    public long EventTail { get; set; } = image.EventTails[0];

    /// <summary>The newest position that it has appended under.</summary>
    public long Appended { get; set; } = image.LastPos;

    /// <summary>What must be durable before the next window of timers is read.</summary>
    public long WindowNeeds { get; set; }

    public int Alarms { get; set; }
}
