using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>Lists, newest first: the order is the number's, and a page goes on below the last number given.</summary>
internal static class InstanceLists
{
    private const int ColumnCount = 15;

    internal const string Columns =
        """
        i.n, i.id, i.run, p.definition, p.namespace, p.name, p.version, i.status, i.compensation, i.incident, i.parent, i.wake_at, i.head_pos, i.created_at, i.finished_at
        """;

    public static InstancePage List(Reader reader, InstanceFilter filter, string? cursor, int limit) => reader.Snapshot(() =>
    {
        var before = ReadCursor(cursor);
        filter = QueryIndexes.Split(filter);
        var pins = FindPins(reader, filter);
        if (pins is { Count: 0 })
        {
            return new InstancePage([], null);
        }

        var query = new ListQuery(filter, pins);
        var looksAt = filter.Where is null ? limit : QueryIndexes.MostLookedAt;
        var read = query.Bind(reader.Prepare(query.Text), before, looksAt + 1);
        var rows = ImmutableArray.CreateBuilder<InstanceRow>(Math.Min(limit, 256));
        string? next = null;
        var last = 0L;
        for (var looked = 0; read.Step(); looked++)
        {
            if (rows.Count == limit || looked == looksAt)
            {
                next = WriteCursor(last);
                break;
            }

            last = read.Int64(0);
            if (filter.Where is null || read.Int64(ColumnCount) != 0)
            {
                rows.Add(Row(read) with { Labels = Labels(reader, last), Fields = Fields(reader, last) });
            }
        }

        return new InstancePage(rows.DrainToImmutable(), next);
    });

    private static List<long>? FindPins(Reader reader, InstanceFilter filter)
    {
        if (filter.Workflow is not { } workflow)
        {
            return filter.Version is null ? null : Numbers(reader.Prepare("SELECT n FROM pins WHERE version = ?1").Bind(1, filter.Version));
        }

        return filter.Version is null
            ? Numbers(reader.Prepare("SELECT n FROM pins WHERE namespace = ?1 AND name = ?2").Bind(1, workflow.Namespace).Bind(2, workflow.Name))
            : Numbers(reader.Prepare("SELECT n FROM pins WHERE namespace = ?1 AND name = ?2 AND version = ?3").Bind(1, workflow.Namespace).Bind(2, workflow.Name).Bind(3, filter.Version));
    }

    private static List<long> Numbers(Statement read)
    {
        var numbers = new List<long>();
        while (read.Step())
        {
            numbers.Add(read.Int64(0));
        }

        return numbers;
    }

    /// <summary>Of <see cref="Columns"/>, without the labels and fields, which are rows of their own.</summary>
    internal static InstanceRow Row(Statement read) =>
        new(
            read.Int64(0),
            new(read.Text(1)),
            new(read.Blob(2), bigEndian: true),
            new(read.Text(3)),
            new(read.Text(4), read.Text(5)),
            read.Text(6),
            (InstanceStatus)read.Int64(7),
            (CompensationStatus)read.Int64(8),
            read.Int64(9) != 0,
            read.IsNull(10) ? null : new InstanceId(read.Text(10)),
            read.IsNull(11) ? null : new WakeAt(read.Int64(11)),
            read.Int64(12),
            new(read.Int64(13), TimeSpan.Zero),
            read.IsNull(14) ? null : new DateTimeOffset(read.Int64(14), TimeSpan.Zero),
            []);

    private static ImmutableArray<KeyValuePair<string, JsonValue>> Fields(Reader reader, long number)
    {
        var read = reader.Prepare("SELECT key, value FROM fields WHERE instance = ?1").Bind(1, number);
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonValue>>();
        while (read.Step())
        {
            fields.Add(new(read.Text(0), FieldValue.Read(read, 1)));
        }

        return fields.DrainToImmutable();
    }

    private static ImmutableArray<KeyValuePair<string, string>> Labels(Reader reader, long number)
    {
        var read = reader.Prepare("SELECT key, value FROM labels WHERE instance = ?1").Bind(1, number);
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        while (read.Step())
        {
            labels.Add(new(read.Text(0), read.Text(1)));
        }

        return labels.DrainToImmutable();
    }

    private static string WriteCursor(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long ReadCursor(string? cursor) => cursor is null
        ? long.MaxValue
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            ? before
            : throw new FormatException($"'{cursor}' is not a cursor of this list; leave it out to begin with the newest.");
}
