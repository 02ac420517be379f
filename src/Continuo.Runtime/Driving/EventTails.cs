using System.Collections.Immutable;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>How far each part of the event log has durably grown. Written by the writer, read from any thread; never falls.</summary>
internal sealed class EventTails(int parts)
{
    private readonly long[] _tails = new long[parts];

    public long this[int part] => Volatile.Read(ref _tails[part]);

    public void Rise(int part, long tail) => Volatile.Write(ref _tails[part], Math.Max(this[part], tail));

    public void Rise(ImmutableArray<(ShardId Id, ShardImage Image)> images)
    {
        for (var part = 0; part < _tails.Length && !images.IsEmpty; part++)
        {
            Rise(part, images.Max(shard => shard.Image.EventTails[part]));
        }
    }
}
