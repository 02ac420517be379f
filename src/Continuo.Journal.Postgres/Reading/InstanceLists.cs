using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Json;
using Npgsql;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>Lists, newest first: by the time of the start, then by number; a page goes on below the last one given.</summary>
internal static class InstanceLists
{
    private const int ColumnCount = 15;

    public static async Task<InstancePage> List(Session session, InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        var before = ReadCursor(cursor);
        filter = QueryIndexes.Split(filter);
        var pins = await FindPins(session, filter, cancellation);
        if (pins is { Count: 0 })
        {
            return new([], null);
        }

        var looksAt = filter.Where is null ? limit : QueryIndexes.MostLookedAt;
        var (page, next) = await ReadPage(session, new ListQuery(filter, pins), before, limit, looksAt, cancellation);
        long[] numbers = [.. page.Select(row => row.N)];
        var labels = await Labels(session, numbers, cancellation);
        var fields = await Fields(session, numbers, cancellation);
        return new([.. page.Select(row => row.Row with { Labels = [.. labels[row.N]], Fields = [.. fields[row.N]] })], next);
    }

    public static async Task<ILookup<long, KeyValuePair<string, string>>> Labels(Session session, long[] numbers, CancellationToken cancellation) =>
        (await session.Rows(
            "SELECT instance, key, value FROM labels WHERE instance = ANY($1)",
            row => (N: row.GetInt64(0), Label: new KeyValuePair<string, string>(row.GetString(1), row.GetString(2))),
            cancellation,
            Parameter.Of(numbers))).ToLookup(row => row.N, row => row.Label);

    public static async Task<ILookup<long, KeyValuePair<string, JsonValue>>> Fields(Session session, long[] numbers, CancellationToken cancellation) =>
        (await session.Rows(
            "SELECT instance, key, text, number, truth FROM fields WHERE instance = ANY($1) ORDER BY instance, key",
            row => (N: row.GetInt64(0), Field: new KeyValuePair<string, JsonValue>(row.GetString(1), Value(row))),
            cancellation,
            Parameter.Of(numbers))).ToLookup(row => row.N, row => row.Field);

    private static async Task<(List<(long N, InstanceRow Row)> Page, string? Next)> ReadPage(
        Session session, ListQuery query, (long At, long N) before, int limit, int looksAt, CancellationToken cancellation)
    {
        await using var command = session.Command(query.Text, query.Parameters(before, looksAt + 1));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var page = new List<(long, InstanceRow)>();
        var last = (At: 0L, N: 0L);
        for (var looked = 0; await reader.ReadAsync(cancellation); looked++)
        {
            if (page.Count == limit || looked == looksAt)
            {
                return (page, WriteCursor(last));
            }

            last = (reader.GetInt64(13), reader.GetInt64(0));
            if (reader.GetBoolean(ColumnCount))
            {
                page.Add(Row(reader));
            }
        }

        return (page, null);
    }

    private static JsonValue Value(NpgsqlDataReader row) => !row.IsDBNull(2) ? row.GetString(2) : !row.IsDBNull(3) ? row.GetDouble(3) : row.GetBoolean(4);

    private static async Task<List<long>?> FindPins(Session session, InstanceFilter filter, CancellationToken cancellation)
    {
        if (filter.Workflow is null && filter.Version is null)
        {
            return null;
        }

        return await session.Rows(
            "SELECT n FROM pins WHERE ($1::text IS NULL OR namespace = $1) AND ($2::text IS NULL OR name = $2) AND ($3::text IS NULL OR version = $3)",
            row => row.GetInt64(0),
            cancellation,
            Parameter.Of(filter.Workflow?.Namespace),
            Parameter.Of(filter.Workflow?.Name),
            Parameter.Of(filter.Version));
    }

    internal static (long N, InstanceRow Row) Row(NpgsqlDataReader row)
    {
        var n = row.GetInt64(0);
        return (n, new(
            InstanceNumber.Within(n),
            new(row.GetString(1)),
            row.GetGuid(2),
            new(row.GetString(3)),
            new(row.GetString(4), row.GetString(5)),
            row.GetString(6),
            (InstanceStatus)row.GetInt16(7),
            (CompensationStatus)row.GetInt16(8),
            row.GetBoolean(9),
            row.IsDBNull(10) ? null : new InstanceId(row.GetString(10)),
            row.IsDBNull(11) ? null : new WakeAt(row.GetInt64(11)),
            row.GetInt64(12),
            new(row.GetInt64(13), TimeSpan.Zero),
            row.IsDBNull(14) ? null : new DateTimeOffset(row.GetInt64(14), TimeSpan.Zero),
            []));
    }

    private static string WriteCursor((long At, long N) last) => string.Create(CultureInfo.InvariantCulture, $"{last.At}-{last.N}");

    private static (long At, long N) ReadCursor(string? cursor)
    {
        if (cursor is null)
        {
            return (long.MaxValue, long.MaxValue);
        }

        var parts = cursor.Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? (at, n)
            : throw new FormatException($"'{cursor}' is not a cursor of this list; leave it out to begin with the newest.");
    }
}
