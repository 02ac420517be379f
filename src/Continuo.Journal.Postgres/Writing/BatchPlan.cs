using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>A batch as statements, and what is to be known once they are committed. Used again for each batch of a writer.</summary>
internal sealed class BatchPlan(int shards, Pins pins, EventLog events, RejectedPositions rejected)
{
    private const int Refused = -1;

    private static readonly CommitOutcome s_plain = new CommitOutcome.Committed([], []);

    private readonly List<Segment> _segments = [];
    private readonly List<DeletedRows> _deletions = [];
    private readonly HashSet<string> _started = [];
    private int[] _shards = new int[64];
    private int _segmentsUsed;
    private int _deletionsUsed;

    /// <summary>What the batch comes to when it is committed as it was built last.</summary>
    public CommitOutcome Outcome { get; private set; } = s_plain;

    /// <summary>Ids of a batch's first commits that are taken; what is deleted by the batch itself is free.</summary>
    public static async Task<IReadOnlySet<string>> FindExisting(Session session, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        var ids = batch.OfType<ShardAction.Append>().Where(slice => slice.PrevPos == 0).Select(slice => slice.Instance.Text)
            .Except(batch.OfType<ShardAction.Delete>().Select(delete => delete.Instance.Text)).ToArray();
        return (await session.Rows("SELECT id FROM instances WHERE id = ANY($1)", row => row.GetString(0), cancellation, Parameter.Of(ids))).ToHashSet();
    }

    /// <summary>Adds the statements of a batch to those of a transaction.</summary>
    /// <param name="batch">What the shards appended.</param>
    /// <param name="existing">Ids that are taken, as far as that is known.</param>
    /// <param name="statements">Have the guard already.</param>
    public void Build(IReadOnlyList<ShardAction> batch, IReadOnlySet<string> existing, NpgsqlBatch statements)
    {
        Begin(batch.Count);
        ImmutableArray<RejectedSlice>.Builder? refused = null;
        ImmutableArray<AppendedEvents>.Builder? appended = null;
        Segment? segment = null;
        DeletedRows? deletion = null;
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i] is not (ShardAction.Append or ShardAction.AppendEvents))
            {
                Flush(ref segment, statements);
            }

            if (batch[i] is not ShardAction.Delete)
            {
                deletion?.AddTo(statements);
                deletion = null;
            }

            switch (batch[i])
            {
                case ShardAction.Append slice:
                    _shards[i] = ShardId.Of(slice.Instance, shards).Number;
                    if (Refusal(slice, _shards[i], existing) is { } reason)
                    {
                        (refused ??= ImmutableArray.CreateBuilder<RejectedSlice>()).Add(new(new(_shards[i]), slice.Pos, reason));
                        rejected.Add(InstanceNumber.Of(_shards[i], slice.Pos));
                        _shards[i] = Refused;
                        break;
                    }

                    (segment ??= NextSegment()).Add(slice, _shards[i], InstanceNumber.Of(_shards[i], slice.Number), pins);
                    break;
                case ShardAction.AppendEvents append:
                    (appended ??= ImmutableArray.CreateBuilder<AppendedEvents>()).Add(events.Add(append, (segment ??= NextSegment()).Events));
                    break;
                case ShardAction.Delete delete:
                    Add(delete, ref deletion, statements);
                    break;
                case ShardAction.Care care:
                    statements.BatchCommands.Add(CareStatements.Care(care));
                    break;
                case ShardAction.Park park:
                    statements.BatchCommands.Add(CareStatements.Park(park));
                    break;
                default:
                    throw new ArgumentException($"{batch[i].GetType().Name} is nothing that a journal stores.", nameof(batch));
            }
        }

        Flush(ref segment, statements);
        deletion?.AddTo(statements);
        Outcome = refused is null && appended is null ? s_plain : new CommitOutcome.Committed(refused?.DrainToImmutable() ?? [], appended?.DrainToImmutable() ?? []);
    }

    /// <summary>Takes note of what is durable now.</summary>
    public void Committed(IReadOnlyList<ShardAction> batch, Tails tails)
    {
        events.Committed();
        rejected.KeepBatch();
        using var scope = tails.Enter();
        for (var i = 0; i < batch.Count; i++)
        {
            switch (batch[i])
            {
                case ShardAction.Append slice when _shards[i] != Refused:
                    tails.Committed_NeedsLock(slice, _shards[i]);
                    break;
                case ShardAction.Park park:
                    tails.Parked_NeedsLock(park, ShardId.Of(park.Instance, shards).Number);
                    break;
            }
        }
    }

    /// <summary>Forgets what a batch that came to nothing has added.</summary>
    public void RolledBack() => rejected.ForgetBatch();

    private void Begin(int count)
    {
        if (_shards.Length < count)
        {
            _shards = new int[count * 2];
        }

        for (; _segmentsUsed > 0; _segmentsUsed--)
        {
            _segments[_segmentsUsed - 1].Clear();
        }

        for (; _deletionsUsed > 0; _deletionsUsed--)
        {
            _deletions[_deletionsUsed - 1].Reset();
        }

        _started.Clear();
        rejected.ForgetBatch();
        events.Begin();
    }

    private string? Refusal(ShardAction.Append slice, int shard, IReadOnlySet<string> existing)
    {
        if (slice.PrevPos != 0)
        {
            return rejected.Contains(InstanceNumber.Of(shard, slice.PrevPos)) ? RejectedSlice.EarlierRejected : null;
        }

        Debug.Assert(slice.Row is not null, "The first commit of an instance has its row.");
        return existing.Contains(slice.Instance.Text) || !_started.Add(slice.Instance.Text) ? RejectedSlice.InstanceExists : null;
    }

    private void Add(ShardAction.Delete delete, ref DeletedRows? deletion, NpgsqlBatch statements)
    {
        var n = InstanceNumber.Of(delete.Instance, delete.Number, shards);
        _started.Remove(delete.Instance.Text);
        if (deletion is null || !deletion.TryAdd(delete, n))
        {
            deletion?.AddTo(statements);
            deletion = NextDeletion();
            deletion.TryAdd(delete, n);
        }
    }

    private static void Flush(ref Segment? segment, NpgsqlBatch statements)
    {
        segment?.AddTo(statements);
        segment = null;
    }

    private Segment NextSegment()
    {
        if (_segmentsUsed == _segments.Count)
        {
            _segments.Add(new());
        }

        return _segments[_segmentsUsed++];
    }

    private DeletedRows NextDeletion()
    {
        if (_deletionsUsed == _deletions.Count)
        {
            _deletions.Add(new());
        }

        return _deletions[_deletionsUsed++];
    }
}
