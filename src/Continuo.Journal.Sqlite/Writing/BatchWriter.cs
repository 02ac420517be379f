using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Writes a batch into the open transaction, and remembers what the rows do not tell once it is committed.</summary>
internal sealed class BatchWriter(SliceWriter slices, EventWriter events, CareWriter care, Tail tail, Database database)
{
    private const int Refused = -1;

    private static readonly CommitOutcome s_plain = new CommitOutcome.Committed([], []);

    private readonly RejectedPositions _rejected = new();
    private readonly List<(ShardAction.Park Park, long Number)> _parked = [];
    private int[] _shards = new int[64];

    /// <param name="batch">What the shards appended.</param>
    /// <param name="isSpaceShort">Nothing is started then; what runs goes on.</param>
    public CommitOutcome Write(IReadOnlyList<ShardAction> batch, bool isSpaceShort)
    {
        if (_shards.Length < batch.Count)
        {
            _shards = new int[batch.Count * 2];
        }

        ImmutableArray<RejectedSlice>.Builder? rejected = null;
        ImmutableArray<AppendedEvents>.Builder? appended = null;
        for (var i = 0; i < batch.Count; i++)
        {
            switch (batch[i])
            {
                case ShardAction.Append slice:
                    _shards[i] = slices.ShardOf(slice.Instance);
                    if (Write(slice, _shards[i], isSpaceShort) is { } reason)
                    {
                        _shards[i] = Refused;
                        _rejected.Add(slice.Pos);
                        (rejected ??= ImmutableArray.CreateBuilder<RejectedSlice>()).Add(new(slices.ShardIdOf(slice.Instance), slice.Pos, reason));
                    }

                    break;
                case ShardAction.AppendEvents append:
                    (appended ??= ImmutableArray.CreateBuilder<AppendedEvents>()).Add(events.Write(append));
                    break;
                case ShardAction.Delete delete:
                    slices.Delete(delete);
                    break;
                case ShardAction.Care named:
                    care.Write(named);
                    break;
                case ShardAction.Park park:
                    tail.Lower(database, park.Pos);
                    _parked.Add((park, care.Park(park, tail.Heads)));
                    break;
                default:
                    throw new ArgumentException($"{batch[i].GetType().Name} is nothing that a journal stores.", nameof(batch));
            }
        }

        return rejected is null && appended is null
            ? s_plain
            : new CommitOutcome.Committed(rejected?.DrainToImmutable() ?? [], appended?.DrainToImmutable() ?? []);
    }

    public void Committed(IReadOnlyList<ShardAction> batch)
    {
        slices.Committed();
        events.Committed();
        tail.Committed();
        _rejected.KeepBatch();
        using var scope = tail.Heads.Enter();
        foreach (var (park, number) in _parked)
        {
            tail.Parked_NeedsHeads(park, number, slices.ShardOf(park.Instance));
        }

        _parked.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i] is ShardAction.Append slice && _shards[i] != Refused)
            {
                tail.Committed_NeedsHeads(slice, _shards[i]);
            }
        }
    }

    public void RolledBack()
    {
        slices.RolledBack();
        events.RolledBack();
        tail.RolledBack();
        _rejected.ForgetBatch();
        _parked.Clear();
    }

    public void ForgetRejected() => _rejected.Clear();

    private string? Write(ShardAction.Append slice, int shard, bool isSpaceShort)
    {
        if (_rejected.Contains(slice.PrevPos))
        {
            return RejectedSlice.EarlierRejected;
        }

        if (isSpaceShort && slice.PrevPos == 0)
        {
            return RejectedSlice.DiskFull;
        }

        tail.Lower(database, slice.Pos);
        return slices.Write(slice, shard);
    }
}
