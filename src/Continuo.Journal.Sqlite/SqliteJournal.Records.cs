using System.Collections.Immutable;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite;

public sealed partial class SqliteJournal
{
    private const string SaveRecord =
        "INSERT INTO records(kind, key, value, version) VALUES(?1, ?2, ?3, 1) ON CONFLICT(kind, key) DO UPDATE SET value = excluded.value, version = version + 1";

    public async ValueTask<ImmutableArray<InstanceChange>> Changes(ImmutableArray<long> after, int limit, CancellationToken cancellation) =>
        await _readers.Read(
            reader =>
            {
                var read = reader.Prepare("SELECT j.pos, i.id FROM journal j JOIN instances i ON i.n = j.instance WHERE j.pos > ?1 ORDER BY j.pos LIMIT ?2")
                    .Bind(1, after[0]).Bind(2, limit);
                var found = ImmutableArray.CreateBuilder<InstanceChange>();
                while (read.Step())
                {
                    found.Add(new(read.Int64(0), new(read.Text(1))));
                }

                return found.DrainToImmutable();
            },
            cancellation);

    public async ValueTask<ReadOnlyMemory<byte>?> ReadRecord(string kind, string key, CancellationToken cancellation) =>
        await _readers.Read(
            reader =>
            {
                var read = reader.Prepare("SELECT value FROM records WHERE kind = ?1 AND key = ?2").Bind(1, kind).Bind(2, key);
                return read.Step() ? read.Blob(0).ToArray() : (ReadOnlyMemory<byte>?)null;
            },
            cancellation);

    public ValueTask WriteRecord(string kind, string key, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        var written = InWords(() => _writer.Write(database =>
        {
            using var save = database.Prepare(SaveRecord);
            save.Bind(1, kind).Bind(2, key).Bind(3, value.Span).Run();
            return new object();
        }));
        return written is not null ? ValueTask.CompletedTask : throw new JournalUnavailableException($"The store '{_path}' has another writer now; this process must stop.");
    }
}
