using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>The text of a list and its parameters.</summary>
/// <remarks>One branch for each version and each status, so that each reads its index from its end and none is sorted.</remarks>
internal sealed class ListQuery
{
    /// <summary>More of them are filtered row by row: SQLite bounds the terms of a compound.</summary>
    private const int MostBranches = 64;

    private readonly List<object> _parameters = [];
    private readonly ImmutableArray<InstanceStatus> _statuses;
    private readonly ImmutableArray<KeyValuePair<string, string>> _labels;
    private readonly List<long>? _pins;
    private readonly InstanceCondition? _where;

    /// <param name="filter">What is asked for, as <see cref="QueryIndexes.Split"/> gives it: its condition becomes the last column.</param>
    /// <param name="pins">The versions that it comes to; null for any.</param>
    public ListQuery(InstanceFilter filter, List<long>? pins)
    {
        _statuses = filter.Statuses.IsDefault ? [] : [.. filter.Statuses.Distinct()];
        _labels = filter.Labels.IsDefault ? [] : [.. filter.Labels.Distinct()];
        _pins = pins;
        _where = filter.Where;
        Text = Write();
    }

    public string Text { get; }

    public Statement Bind(Statement read, long before, int limit)
    {
        read.Bind(1, before).Bind(2, limit);
        for (var i = 0; i < _parameters.Count; i++)
        {
            _ = _parameters[i] switch
            {
                string text => read.Bind(3 + i, text),
                JsonValue value => FieldValue.Bind(read, 3 + i, value),
                var number => read.Bind(3 + i, (long)number),
            };
        }

        return read;
    }

    private string Write()
    {
        var labels = string.Concat(_labels.Select((label, i) => i == 0
            ? $" WHERE l.key = {Parameter(label.Key)} AND l.value = {Parameter(label.Value)} AND l.instance < ?1"
            : $" AND EXISTS (SELECT 1 FROM labels x WHERE x.instance = l.instance AND x.key = {Parameter(label.Key)} AND x.value = {Parameter(label.Value)})"));
        var driver = QueryIndexes.Driver(_where);
        var source = labels.Length > 0 ? $"labels l JOIN instances i ON i.n = l.instance{labels}" : Source(driver);
        var isDriven = labels.Length > 0 || driver is InstanceCondition.Field;
        var statuses = _statuses.Select(status => Parameter((long)status)).ToList();
        var pins = (_pins ?? []).Select(pin => Parameter(pin)).ToList();
        var isRare = _statuses.Length > 0 && _statuses.All(IsRare);
        var where = _where is null ? "" : $", ({new ConditionSql(Parameter).Of(_where)})";
        var text = new StringBuilder($"SELECT {InstanceLists.Columns}{where} FROM (");
        var isFirst = true;
        foreach (var (status, pin) in Branches(statuses, pins))
        {
            text.Append(isFirst ? "" : " UNION ALL ").Append("SELECT n FROM (SELECT i.n FROM ");
            text.Append(source);

            // The plus keeps SQLite from the index of that column.
            text.Append(status is null ? "" : $" AND {(pin is not null && !isRare ? "+" : "")}i.status {status}");
            text.Append(pin is null ? "" : $" AND {(status is not null && isRare ? "+" : "")}i.pin {pin}");
            text.Append(isDriven ? " ORDER BY l.instance DESC LIMIT ?2)" : " ORDER BY i.n DESC LIMIT ?2)");
            isFirst = false;
        }

        return text.Append(") f JOIN instances i ON i.n = f.n JOIN pins p ON p.n = i.pin ORDER BY i.n DESC LIMIT ?2").ToString();
    }

    private string Source(InstanceCondition? driver) => driver switch
    {
        InstanceCondition.Field field => $"fields l JOIN instances i ON i.n = l.instance WHERE l.key = {Parameter(field.Key)} AND l.value = {Parameter(field.Value)} AND l.instance < ?1",

        // The plus keeps SQLite from going through all instances by their number.
        InstanceCondition.Text { Column: TextColumn.Id } ids => $"instances i WHERE i.id IN ({string.Join(',', ids.Of.Select(of => Parameter(of)))}) AND +i.n < ?1",
        _ => "instances i WHERE i.n < ?1",
    };

    /// <summary>Conditions on status and version; their union is what is asked for, and no row meets two of them.</summary>
    private static IEnumerable<(string? Status, string? Pin)> Branches(List<string> statuses, List<string> pins)
    {
        if (Math.Max(statuses.Count, 1) * Math.Max(pins.Count, 1) > MostBranches)
        {
            return [(In(statuses), In(pins))];
        }

        return Each(statuses).SelectMany(_ => Each(pins), (status, pin) => (status, pin));
    }

    private static IEnumerable<string?> Each(List<string> parameters) => parameters.Select(parameter => $"= {parameter}").DefaultIfEmpty<string?>(null);

    private static string? In(List<string> parameters) => parameters.Count == 0 ? null : $"IN ({string.Join(',', parameters)})";

    private string Parameter(object value)
    {
        _parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"?{2 + _parameters.Count}");
    }

    /// <summary>Few instances are in these at any time, so their index is the shorter way.</summary>
    private static bool IsRare(InstanceStatus status) => status is not (InstanceStatus.Completed or InstanceStatus.Waiting);
}
