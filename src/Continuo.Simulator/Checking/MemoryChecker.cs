using Continuo.Engine.Instances;
using Continuo.Simulator.Nodes;
using Continuo.Simulator.Scheduling;
using Continuo.Simulator.Storage;

namespace Continuo.Simulator.Checking;

/// <summary>What a shard has in memory is the fold of what is stored, once all that it appended is.</summary>
internal sealed class MemoryChecker(World world)
{
    /// <summary>Behind the level and the time of the last turn: a turn that takes only what is stale leaves its time in memory, and commits nothing.</summary>
    private static readonly Range s_facts = 9..;

    public void CompareAll(SeatedShard seated, StoredShard stored)
    {
        foreach (var found in stored.Instances)
        {
            Compare(seated, found);
        }
    }

    public void CompareNewest(SeatedShard seated, StoredShard stored)
    {
        if (stored.Newest is { } found)
        {
            Compare(seated, found);
        }
    }

    private void Compare(SeatedShard seated, StoredHistory found)
    {
        if (seated.Logic.InMemory(found.Row.Id) is { } state)
        {
            world.Holds(
                Encoded(state).AsSpan(s_facts).SequenceEqual(Encoded(found.Folded).AsSpan(s_facts)),
                "memory is the fold of the journal",
                $"'{state.Id}' in shard {seated.Number} is {state.Status} in memory and {found.Folded.Status} by its {found.CommitCount} commits");
        }
    }

    private static byte[] Encoded(InstanceState state) => StateCodec.Encode(state, canonical: true);
}
