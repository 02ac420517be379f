using System.Collections.Concurrent;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Schemas;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Sees to it that the partition of a position is there before a commit needs it, and takes away those in which nothing is left.</summary>
internal sealed class JournalPartitions(Control control, string schema)
{
    // One whose turn comes again after it was dropped is made again: a shard that was slow may still be behind it.
    private const string Known = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'journal'::regclass";

    private readonly ConcurrentDictionary<long, bool> _present = [];

    public bool Has(long pos) => _present.ContainsKey(Partitions.Of(pos));

    public async Task Add(long pos, CancellationToken cancellation)
    {
        var partition = Partitions.Of(pos);
        await control.Run(session => session.Execute(Partitions.Create(schema, partition), cancellation), cancellation);
        _present[partition] = true;
    }

    /// <summary>Another node has dropped one.</summary>
    public void Forget() => _present.Clear();

    /// <summary>Drops partitions that are empty, but for the newest.</summary>
    public Task<int> DropEmpty(CancellationToken cancellation) => control.Run(
        async session =>
        {
            var names = (await session.Rows(Known, row => row.GetString(0), cancellation)).OrderBy(Number).ToList();
            var dropped = 0;
            foreach (var name in names.SkipLast(1))
            {
                dropped += await TryDrop(session, name, cancellation) ? 1 : 0;
            }

            Forget();
            return dropped;
        },
        cancellation);

    private static long Number(string name) => long.Parse(name.AsSpan(name.LastIndexOf('_') + 1).TrimEnd('"'), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<bool> TryDrop(Session session, string name, CancellationToken cancellation)
    {
        if (await session.Scalar<bool>($"SELECT EXISTS (SELECT 1 FROM {name})", cancellation))
        {
            return false;
        }

        try
        {
            await using var transaction = await session.Connection.BeginTransactionAsync(cancellation);

            // Commits wait behind this lock: better another time than long.
            await session.Execute($"SET LOCAL lock_timeout TO 100; LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE", cancellation);
            if (await session.Scalar<bool>($"SELECT EXISTS (SELECT 1 FROM {name})", cancellation))
            {
                return false;
            }

            await session.Execute($"DROP TABLE {name}", cancellation);
            await transaction.CommitAsync(cancellation);
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    }
}
