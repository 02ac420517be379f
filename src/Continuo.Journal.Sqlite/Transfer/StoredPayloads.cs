using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Writing;

namespace Continuo.Journal.Sqlite.Transfer;

/// <summary>Payloads by instance and hash. Consecutive commits refer to the same ones, so the last ones are kept.</summary>
internal sealed class StoredPayloads(Database database)
{
    private const long MostBytes = 64L << 20;

    private readonly Statement _find = database.Prepare("SELECT bytes FROM payloads WHERE instance = ?1 AND hash = ?2");
    private readonly Dictionary<(long Number, PayloadHash Hash), Payload> _kept = [];
    private long _bytes;

    /// <returns>The hashes in a column, and those of the payloads that are there.</returns>
    public (ImmutableArray<PayloadHash> Mentioned, ImmutableArray<Payload> Found) Read(long number, Statement row, int column)
    {
        if (row.IsNull(column))
        {
            return ([], []);
        }

        var hashes = new List<PayloadHash>();
        HashBytes.Read(row.Blob(column), hashes);
        return ([.. hashes], [.. hashes.Select(hash => Find(number, hash)).OfType<Payload>()]);
    }

    private Payload? Find(long number, PayloadHash hash)
    {
        if (_kept.TryGetValue((number, hash), out var known))
        {
            return known;
        }

        Span<byte> name = stackalloc byte[PayloadHash.Size];
        hash.CopyTo(name);
        var found = _find.Bind(1, number).Bind(2, name).Step() ? new Payload(hash, _find.Blob(0).ToArray()) : null;
        _find.Reset();
        if (found is not null)
        {
            _bytes += found.Bytes.Length;
            if (_bytes > MostBytes)
            {
                _kept.Clear();
                _bytes = found.Bytes.Length;
            }

            _kept.Add((number, hash), found);
        }

        return found;
    }
}
