using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>Lists, newest first: the order is the number's, and a page goes on below the last number given.</summary>
internal static class InstanceLists
{
    /// <summary>More versions than this are filtered row by row: SQLite bounds the terms of a compound.</summary>
    private const int Branches = 64;

    private const string Columns =
        """
        i.n, i.id, i.run, p.definition, p.namespace, p.name, p.version, i.status, i.compensation, i.incident, i.parent, i.wake_at, i.head_pos, i.created_at, i.finished_at
        """;

    public static InstancePage List(Reader reader, InstanceFilter filter, string? cursor, int limit) => reader.Snapshot(() =>
    {
        var before = ReadCursor(cursor);
        var pins = FindPins(reader, filter);
        if (pins is { Count: 0 })
        {
            return new InstancePage([], null);
        }

        var read = reader.Prepare(Query(filter, pins?.Count ?? 0));
        read.Bind(1, before).Bind(2, limit + 1);
        if (filter.Status is { } status)
        {
            read.Bind(3, (long)status);
        }

        if (filter.Label is { } label)
        {
            read.Bind(4, label.Key).Bind(5, label.Value);
        }

        for (var i = 0; pins is not null && i < pins.Count; i++)
        {
            read.Bind(6 + i, pins[i]);
        }

        var rows = ImmutableArray.CreateBuilder<InstanceRow>(Math.Min(limit, 256));
        string? next = null;
        while (read.Step())
        {
            if (rows.Count == limit)
            {
                next = WriteCursor(rows[^1].Number);
                break;
            }

            rows.Add(Row(reader, read));
        }

        return new InstancePage(rows.DrainToImmutable(), next);
    });

    /// <summary>One branch per version, so that each reads its index from its end and none is sorted.</summary>
    private static string Query(InstanceFilter filter, int pins)
    {
        var text = new StringBuilder($"SELECT {Columns} FROM (");
        var branches = pins is > 0 and <= Branches ? pins : 1;
        for (var i = 0; i < branches; i++)
        {
            text.Append(i == 0 ? "" : " UNION ALL ").Append("SELECT n FROM (SELECT i.n FROM ").Append(filter.Label is null ? "instances i" : "labels l JOIN instances i ON i.n = l.instance")
                .Append(filter.Label is null ? " WHERE i.n < ?1" : " WHERE l.key = ?4 AND l.value = ?5 AND l.instance < ?1");
            if (filter.Status is not null)
            {
                text.Append(pins > 0 && !IsRare(filter.Status.Value) ? " AND +i.status = ?3" : " AND i.status = ?3");
            }

            if (pins > 0)
            {
                var column = filter.Status is { } status && IsRare(status) ? "+i.pin" : "i.pin";
                text.Append(CultureInfo.InvariantCulture, $" AND {column} {(branches == pins ? $"= ?{6 + i}" : $"IN ({string.Join(',', Enumerable.Range(6, pins).Select(p => $"?{p}"))})")}");
            }

            text.Append(filter.Label is null ? " ORDER BY i.n DESC LIMIT ?2)" : " ORDER BY l.instance DESC LIMIT ?2)");
        }

        return text.Append(") f JOIN instances i ON i.n = f.n JOIN pins p ON p.n = i.pin ORDER BY i.n DESC LIMIT ?2").ToString();
    }

    /// <summary>Few instances are in these at any time, so their index is the shorter way.</summary>
    private static bool IsRare(InstanceStatus status) => status is not (InstanceStatus.Completed or InstanceStatus.Waiting);

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

    private static InstanceRow Row(Reader reader, Statement read)
    {
        var number = read.Int64(0);
        return new(
            number,
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
            Labels(reader, number));
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
