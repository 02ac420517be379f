using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Schemas;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>One of the process's writers: a connection, its incarnation in the store, and what it knows of its shards. One caller at a time.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private static readonly HashSet<string> s_none = [];

    private readonly int _slot;
    private readonly StoreAddress _address;
    private readonly PostgresJournalOptions _options;
    private readonly Control _control;
    private readonly JournalPartitions _partitions;
    private readonly Pins _pins;
    private readonly EventLog _events = new();
    private readonly RejectedPositions _rejected = new();
    private readonly EventMarks _marks = new();
    private readonly HashSet<long> _own = [];
    private readonly StoreHeader _header;
    private Incarnation? _incarnation;
    private string _lost = "";

    public Writer(int slot, StoreAddress address, StoreHeader header, PostgresJournalOptions options, Control control, JournalPartitions partitions, Pins pins)
    {
        (_slot, _address, _header, _options, _control, _partitions, _pins) = (slot, address, header, options, control, partitions, pins);
    }

    public Tails Tails { get; } = new();

    /// <summary>The incarnation that writes; zero when there is none.</summary>
    public long Id => _incarnation is { IsUsable: true } usable ? usable.Writer : 0;

    public async Task<ClaimAnswer> Claim(string node, int[] shards, ClaimMode mode, CancellationToken cancellation)
    {
        var held = await _control.Run(
            async session =>
            {
                await Claims.CheckClock(session, _options, cancellation);
                if (_incarnation is { } own && await Claims.IsFenced(session, own.Writer, cancellation))
                {
                    await Drop("fenced by another node");
                }

                var holders = await Claims.ReadHolders(session, shards, cancellation);
                foreach (var writer in Claims.ToFence(holders, mode, _own, Id))
                {
                    await Fence.Raise(session, writer, node, _options, cancellation);
                    if (writer == _incarnation?.Writer)
                    {
                        await Drop("fenced by the own node");
                    }
                }

                return await Claims.ReadHolders(session, shards, cancellation);
            },
            cancellation);
        var incarnation = await Incarnate(node, cancellation);
        var free = held.Where(holder => holder.IsFenced || holder.Writer is null || holder.Writer == incarnation.Writer).ToArray();
        var taken = (await _control.Run(session => Claims.Take(session, incarnation.Writer, free, cancellation), cancellation)).ToDictionary(shard => shard.Shard, shard => shard.Epoch);
        var tails = await Read(incarnation, [.. taken.Keys.Order()], cancellation);
        var others = shards.Where(shard => !taken.ContainsKey(shard)).ToArray();
        var names = others.Length == 0 ? [] : await _control.Run(session => Claims.ReadHolders(session, others, cancellation), cancellation);
        return new(
            [.. tails.Select(tail => new ClaimedShard(new(tail.Shard), tail.Pos, taken[tail.Shard]))],
            [.. names.Select(holder => new HeldShard(new(holder.Shard), holder.Node))]);
    }

    public async Task Release(int shard, CancellationToken cancellation)
    {
        if (_incarnation is { IsUsable: true } usable && Tails.Holds(shard))
        {
            await InWords(() => usable.Session.Execute(
                "UPDATE shards SET writer = NULL, adoptions = 0, suspect = NULL, strikes = 0 WHERE shard = $1 AND writer = $2", cancellation, Parameter.Of(shard), Parameter.Of(usable.Writer)));
            Tails.Forget(new HashSet<int> { shard });
        }
    }

    public async Task<CommitOutcome> Commit(IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        if (_incarnation is null)
        {
            return _own.Count == 0
                ? throw new InvalidOperationException("Shards are claimed before the first commit.")
                : new CommitOutcome.Unknown($"the connection was given up ({_lost}); claim its shards again");
        }

        if (_incarnation.FencedBy is { } by)
        {
            return new CommitOutcome.Fenced(by);
        }

        var incarnation = _incarnation;
        await Prepare(incarnation, batch, cancellation);
        try
        {
            return await Attempt(incarnation, batch, s_none, cancellation);
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "instances_id" })
        {
            var existing = await InWords(() => BatchPlan.FindExisting(incarnation.Session, batch, cancellation));
            return await InWords(() => Attempt(incarnation, batch, existing, cancellation));
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.CheckViolation or PostgresErrorCodes.InvalidSqlStatementName)
        {
            // A partition that another node has dropped; or a statement that was to be prepared by a batch that failed before it.
            _partitions.Forget();
            incarnation.Session.Connection.UnprepareAll();
            await Prepare(incarnation, batch, cancellation);
            return await InWords(() => Attempt(incarnation, batch, s_none, cancellation));
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            throw FailureWords.Say(problem, _address.Name);
        }
    }

    public async Task Checkpoint(IEnumerable<InstanceId> instances, IReadOnlyDictionary<ShardId, ImmutableArray<long>> eventMarks, CancellationToken cancellation)
    {
        var marks = _marks.Changed(eventMarks);
        var news = Tails.News(instances);
        if (_incarnation is not { IsUsable: true } usable || (marks.Count == 0 && news.Shards.Count == 0 && news.Heads.Count == 0))
        {
            return;
        }

        if (await InWords(() => CheckpointStatements.Run(usable, news, marks, cancellation)))
        {
            Tails.Written(news);
            _marks.Written(marks);
        }
    }

    /// <summary>Whoever ends in order has not died: what its successor would be careful about is taken back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_incarnation is { IsUsable: true } usable)
        {
            try
            {
                await usable.Session.Execute(
                    "WITH own AS (UPDATE shards SET writer = NULL, adoptions = 0, suspect = NULL, strikes = 0 WHERE writer = $1) UPDATE writers SET fenced = true, fenced_by = node WHERE id = $1",
                    CancellationToken.None,
                    Parameter.Of(usable.Writer));
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                // The next owner is more careful than it need be.
            }
        }

        await Drop("closed");
    }

    private async Task<Incarnation> Incarnate(string node, CancellationToken cancellation)
    {
        if (_incarnation is { IsUsable: true } usable)
        {
            return usable;
        }

        await Drop("made anew");
        var session = await Session.Open(_address, _options, $"writer {_slot} {node}", _options.CommitLimit, cancellation);
        try
        {
            // The tables of a young store have no statistics yet, and a plan that scans them would stay for a minute.
            await session.Execute("SET enable_seqscan TO off; SET enable_hashjoin TO off; SET enable_mergejoin TO off; SET plan_cache_mode TO force_generic_plan", cancellation);
            _incarnation = new(session, await Claims.Enter(session, node, _slot, cancellation), new(_header.Shards, _pins, _events, _rejected));
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            await session.DisposeAsync();
            throw FailureWords.Say(problem, _address.Name);
        }

        _own.Add(_incarnation.Writer);
        _rejected.Clear();
        return _incarnation;
    }

    private async Task<List<ScannedTail>> Read(Incarnation incarnation, int[] shards, CancellationToken cancellation)
    {
        var scanned = await InWords(() => TailScan.Read(incarnation.Session, shards, cancellation));
        await InWords(() => _events.ReadTails(incarnation.Session, [.. shards.Where(shard => shard < _header.EventParts)], cancellation));
        var claimed = shards.ToHashSet();
        Tails.Forget(claimed);
        _marks.Forget(claimed);
        using var scope = Tails.Enter();
        foreach (var tail in scanned)
        {
            Tails.Claimed_NeedsLock(tail.Shard, tail.Pos, tail.At, tail.IsNew);
            foreach (var (instance, n, pos) in tail.Lagging)
            {
                Tails.Lags_NeedsLock(instance, n, pos);
            }
        }

        return scanned;
    }

    /// <summary>What the statements of a batch need beforehand; nothing of it is part of the transaction.</summary>
    private async ValueTask Prepare(Incarnation incarnation, IReadOnlyList<ShardAction> batch, CancellationToken cancellation)
    {
        var hasEvents = false;
        for (var i = 0; i < batch.Count; i++)
        {
            var pos = batch[i] switch { ShardAction.Append slice => slice.Pos, ShardAction.Park park => park.Pos, _ => 0 };
            if (!_partitions.Has(pos))
            {
                await _partitions.Add(pos, cancellation);
            }

            if (batch[i] is ShardAction.Append { Row: { } row } && !_pins.Knows(row))
            {
                await InWords(() => _pins.Add(incarnation.Session, row, cancellation));
            }

            hasEvents |= batch[i] is ShardAction.AppendEvents;
        }

        if (hasEvents)
        {
            await InWords(() => _events.LookUp(incarnation.Session, batch, cancellation));
        }
    }

    private async Task<CommitOutcome> Attempt(Incarnation incarnation, IReadOnlyList<ShardAction> batch, IReadOnlySet<string> existing, CancellationToken cancellation)
    {
        var plan = incarnation.Plan;
        plan.Build(batch, existing, incarnation.Begin());
        try
        {
            // Once it is sent nobody can take it back: a cancellation would only make the outcome unknown.
            cancellation.ThrowIfCancellationRequested();
            await incarnation.Batch.ExecuteNonQueryAsync(CancellationToken.None);
            plan.Committed(batch, Tails);
            return plan.Outcome;
        }
        catch (PostgresException fenced) when (fenced.SqlState == FailureWords.FencedCode)
        {
            incarnation.FencedBy = await Claims.WhoFenced(incarnation.Session, incarnation.Writer);
            return new CommitOutcome.Fenced(incarnation.FencedBy);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation && FailureWords.IsPosition(taken.ConstraintName))
        {
            // Two writers after all: stop rather than fork.
            incarnation.FencedBy = $"a position of the batch is taken already ({taken.ConstraintName}): two processes write to one shard, which must never be; look at the table 'writers'";
            return new CommitOutcome.Fenced(incarnation.FencedBy);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or IOException or ObjectDisposedException && !FailureWords.IsKnown(problem))
        {
            // All of it was on its way at once, its end included.
            await Drop(problem.Message);
            return new CommitOutcome.Unknown($"the connection to the store '{_address.Name}' was lost during a commit ({problem.Message})");
        }
        finally
        {
            plan.RolledBack();
        }
    }

    private async Task Drop(string why)
    {
        var old = _incarnation;
        (_incarnation, _lost) = (null, why);
        await (old?.DisposeAsync() ?? default);
    }

    private Task<bool> InWords(Func<Task> action) => InWords(async () =>
    {
        await action();
        return true;
    });

    private async Task<T> InWords<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            throw FailureWords.Say(problem, _address.Name);
        }
        finally
        {
            if (_incarnation is { Session.IsOpen: false })
            {
                await Drop("the connection was lost");
            }
        }
    }
}
