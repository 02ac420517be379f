using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Simulator.Storage;

/// <summary>One instance in the simulated store, with the fold of all that is stored of it.</summary>
internal sealed class StoredHistory(InstanceRow row) : StoredCommits(row)
{
    /// <summary>The fold of every commit, by itself: what each memory must agree with.</summary>
    public InstanceState Folded { get; } = new(row.Id);

    public override void Take(ShardAction.Append append)
    {
        base.Take(append);
        Fold(append.Facts);
    }

    public override void Take(ShardAction.Park park)
    {
        base.Take(park);
        Fold(park.Facts);
    }

    private void Fold(ReadOnlyMemory<byte> facts)
    {
        Folded.Supply([.. Payloads]);
        FactCodec.Fold(Folded, facts.Span);
    }
}
