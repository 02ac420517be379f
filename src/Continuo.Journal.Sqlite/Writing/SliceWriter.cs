using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Writes one commit of one instance into the open transaction.</summary>
internal sealed class SliceWriter(Database database, int shards)
{
    private readonly Pins _pins = new(database);
    private readonly PayloadWriter _payloads = new(database);
    private readonly Deletion _deletion = new(database);
    private readonly Statement _journal = database.Prepare("INSERT INTO journal(pos, shard, instance, seq, prev_pos, at, facts) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    private readonly Statement _insert = database.Prepare(
        """
        INSERT INTO instances(n, id, run, shard, pin, status, compensation, incident, parent, wake_at, head_pos, created_at, finished_at)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """);

    // SQLite rewrites the index of every column that is set, changed or not: so the pin is only set when it is another.
    private readonly Statement _update = database.Prepare(
        "UPDATE instances SET status = ?3, compensation = ?4, incident = ?5, wake_at = ?6, head_pos = ?7, finished_at = ?8 WHERE n = ?1 AND pin = ?2");

    private readonly Statement _migrate = database.Prepare("UPDATE instances SET pin = ?2 WHERE n = ?1");

    private readonly Statement _label = database.Prepare("INSERT OR IGNORE INTO labels(instance, key, value) VALUES(?1, ?2, ?3)");
    private readonly FieldWriter _fields = new(database);
    private readonly Statement _keep = database.Prepare("INSERT INTO past_snapshots(pos, bytes, payloads) SELECT pos, bytes, payloads FROM snapshots WHERE instance = ?1");
    private readonly Statement _snapshot = database.Prepare("INSERT OR REPLACE INTO snapshots(instance, pos, bytes) VALUES(?1, ?2, ?3)");
    private readonly Statement _subscribe = database.Prepare("INSERT OR REPLACE INTO subscriptions(shard, instance, frame, keys, since, pokes) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    private readonly Statement _unsubscribe = database.Prepare("DELETE FROM subscriptions WHERE shard = ?1 AND instance = ?2 AND frame = ?3");

    public int ShardOf(InstanceId instance) => ShardIdOf(instance).Number;

    public ShardId ShardIdOf(InstanceId instance) => ShardId.Of(instance, shards);

    /// <summary>The row goes first, so a slice that is refused has written nothing and the batch goes on.</summary>
    /// <returns>Why it is refused; null when it is written.</returns>
    public string? Write(ShardAction.Append slice, int shard)
    {
        if (slice.PrevPos == 0 && !TryStart(slice, shard))
        {
            return RejectedSlice.InstanceExists;
        }

        if (slice.PrevPos != 0 && slice.Row is { } row)
        {
            Update(slice, row);
        }

        if (slice.Row is { Fields.IsDefault: false } changed)
        {
            _fields.Write(slice.Number, changed.Fields, isNew: slice.PrevPos == 0);
        }

        _journal.Bind(1, slice.Pos).Bind(2, shard).Bind(3, slice.Number).Bind(4, slice.Seq).Bind(5, slice.PrevPos).Bind(6, slice.At.UtcTicks).Bind(7, slice.Facts.Span);
        var code = _journal.TryRun();
        if (code != raw.SQLITE_OK)
        {
            throw (code & 0xff) == raw.SQLITE_CONSTRAINT ? new PositionTakenException(slice.Pos) : database.Failure(code, "journal");
        }

        if (slice.Snapshot is { } snapshot)
        {
            _keep.Bind(1, slice.Number).Run();
            _snapshot.Bind(1, slice.Number).Bind(2, slice.Pos).Bind(3, snapshot.Span).Run();
        }

        if (slice.Payloads is { } payloads)
        {
            _payloads.Write(slice, payloads);
        }

        if (slice.Subscriptions is { } changes)
        {
            Change(slice, shard, changes);
        }

        return null;
    }

    /// <summary>Deletes an instance, if it is still as whoever wants it deleted has seen it.</summary>
    /// <returns>Whether it was.</returns>
    public bool Delete(ShardAction.Delete delete) => _deletion.Delete(delete, ShardOf(delete.Instance));

    public void Committed() => _pins.Committed();

    public void RolledBack() => _pins.RolledBack();

    private bool TryStart(ShardAction.Append slice, int shard)
    {
        var row = slice.Row ?? throw new InvalidOperationException($"The first commit of '{slice.Instance}' has no row.");
        Span<byte> run = stackalloc byte[16];
        row.Run.TryWriteBytes(run, bigEndian: true, out _);
        _insert.Bind(1, slice.Number).Bind(2, row.Id.Text).Bind(3, run).Bind(4, shard).Bind(5, _pins.NumberOf(row))
            .Bind(6, (long)row.Status).Bind(7, (long)row.Compensation).Bind(8, row.Incident ? 1 : 0).Bind(9, row.Parent?.Text)
            .Bind(10, row.Wake?.Ticks).Bind(11, slice.Pos).Bind(12, row.CreatedAt.UtcTicks).Bind(13, row.FinishedAt?.UtcTicks);
        var code = _insert.TryRun();
        if (code == raw.SQLITE_CONSTRAINT_UNIQUE)
        {
            return false;
        }

        if (code != raw.SQLITE_OK)
        {
            throw (code & 0xff) == raw.SQLITE_CONSTRAINT ? new PositionTakenException(slice.Pos) : database.Failure(code, "instances");
        }

        if (!row.Labels.IsDefaultOrEmpty)
        {
            foreach (var (key, value) in row.Labels)
            {
                _label.Bind(1, slice.Number).Bind(2, key).Bind(3, value).Run();
            }
        }

        return true;
    }

    private void Update(ShardAction.Append slice, InstanceRow row)
    {
        var pin = _pins.NumberOf(row);
        _update.Bind(1, slice.Number).Bind(2, pin).Bind(3, (long)row.Status).Bind(4, (long)row.Compensation).Bind(5, row.Incident ? 1 : 0)
            .Bind(6, row.Wake?.Ticks).Bind(7, slice.Pos).Bind(8, row.FinishedAt?.UtcTicks).Run();
        if (database.Changes > 0)
        {
            return;
        }

        _migrate.Bind(1, slice.Number).Bind(2, pin).Run();
        if (database.Changes == 0)
        {
            throw new InvalidOperationException($"Commit {slice.Pos} of '{slice.Instance}' updates instance {slice.Number}, which the store does not have.");
        }

        _update.Run();
    }

    private void Change(ShardAction.Append slice, int shard, SubscriptionChanges changes)
    {
        foreach (var frame in changes.Ended)
        {
            _unsubscribe.Bind(1, shard).Bind(2, slice.Number).Bind(3, frame).Run();
        }

        foreach (var added in changes.Added)
        {
            _subscribe.Bind(1, shard).Bind(2, slice.Number).Bind(3, added.Frame).Bind(4, KeyBytes.Write(added.Keys)).Bind(5, added.Since);
            _ = added.Pokes.IsDefault ? _subscribe.Bind(6, (string?)null) : _subscribe.Bind(6, KeyBytes.Write(added.Pokes));
            _subscribe.Run();
        }
    }
}

/// <summary>Two commits with one position: whoever runs into it must stop, whatever the cause.</summary>
internal sealed class PositionTakenException(long pos) : Exception($"position {pos} is taken already");
