using System.Security.Cryptography;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.JournalBench;

/// <summary>Slices of a set of live instances of one writer, one after the other or at random.</summary>
internal sealed class SliceSource
{
    private const int FactBytes = 300;

    private static readonly DateTimeOffset s_at = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly byte[] _facts = RandomNumberGenerator.GetBytes(FactBytes);
    private readonly (InstanceId Id, int Shard, InstanceRow Row, long Head, long Seq)[] _instances;
    private readonly Random _random = new(7);
    private readonly bool _isScattered;
    private readonly long[] _positions;
    private int _next;

    /// <param name="journal">Whose shards and positions.</param>
    /// <param name="writer">The instances are in its shards.</param>
    /// <param name="instances">Live ones.</param>
    /// <param name="isScattered">Whether the next slice is of a random instance.</param>
    public SliceSource(IJournal journal, int writer, int instances, bool isScattered)
    {
        (_isScattered, _instances) = (isScattered, new (InstanceId, int, InstanceRow, long, long)[instances]);
        _positions = new long[journal.Positions == PositionScope.Shard ? journal.Shards : 1];
        for (var i = 0; i < instances;)
        {
            var id = new InstanceId(Guid.CreateVersion7(s_at).ToString());
            var shard = ShardId.Of(id, journal.Shards).Number;
            if (shard % journal.Writers == writer)
            {
                _instances[i++] = (id, shard, new(0, id, Guid.CreateVersion7(s_at), new("h"), new("bench", "seq5"), "1.0.0", InstanceStatus.Running, CompensationStatus.None, false, null, WakeAt.Runnable, 0, s_at, null, default), 0, 0);
            }
        }
    }

    public IEnumerable<ShardAction.Append> Starts()
    {
        for (var i = 0; i < _instances.Length; i++)
        {
            yield return Slice(i, withRow: true);
        }
    }

    public ShardAction.Append Next(bool withRow) => Slice(_isScattered ? _random.Next(_instances.Length) : _next++ % _instances.Length, withRow);

    private ShardAction.Append Slice(int index, bool withRow)
    {
        ref var instance = ref _instances[index];
        var pos = ++_positions[_positions.Length == 1 ? 0 : instance.Shard];
        if (instance.Head == 0)
        {
            instance.Row = instance.Row with { Number = pos };
        }

        var slice = new ShardAction.Append(pos, instance.Id, instance.Row.Number, instance.Seq + 1, instance.Head, _facts, withRow ? instance.Row : null, null, null, s_at);
        (instance.Head, instance.Seq) = (pos, instance.Seq + 1);
        return slice;
    }
}
