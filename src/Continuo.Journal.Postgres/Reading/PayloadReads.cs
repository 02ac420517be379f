using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Journal.Postgres.Connections;
using Continuo.Journal.Postgres.Writing;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>Payloads of one instance, each read once however often it is referred to: first what is referred to, then all of it by one statement.</summary>
internal sealed class PayloadReads(InstanceId instance, long n)
{
    private readonly HashSet<PayloadHash> _wanted = [];
    private readonly Dictionary<PayloadHash, Payload> _found = [];

    public ImmutableArray<Payload> All => [.. _found.Values];

    /// <param name="row">Where a row stands.</param>
    /// <param name="column">Its column of hashes; null when nothing is referred to, as mostly.</param>
    public ImmutableArray<PayloadHash> Note(NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            return [];
        }

        var hashes = new List<PayloadHash>();
        HashBytes.Read(row.GetFieldValue<byte[]>(column), hashes);
        _wanted.UnionWith(hashes);
        return [.. hashes];
    }

    public async Task Read(Session session, CancellationToken cancellation)
    {
        if (_wanted.Count == 0)
        {
            return;
        }

        foreach (var (hash, bytes) in await session.Rows(
            "SELECT hash, bytes FROM payloads WHERE instance = $1 AND hash = ANY($2)",
            row => (new PayloadHash(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1)),
            cancellation,
            Parameter.Of(n),
            Parameter.Of([.. _wanted.Select(HashBytes.Write)])))
        {
            _found[hash] = new(hash, bytes);
        }
    }

    public ImmutableArray<Payload> Of(ImmutableArray<PayloadHash> hashes) => [.. hashes.Select(Of)];

    public void AllMustBeThere()
    {
        foreach (var hash in _wanted)
        {
            Of(hash);
        }
    }

    private Payload Of(PayloadHash hash) => _found.TryGetValue(hash, out var payload)
        ? payload
        : throw new JournalUnavailableException($"The payload {hash} of '{instance}' is missing: the store is damaged. Stop using it, keep a copy, and restore a backup.");
}
