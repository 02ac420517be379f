using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Queries;
using Npgsql;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>The text of a list and its parameters.</summary>
/// <remarks>One branch for each version or each status, so that each reads its index from its end and none is sorted.</remarks>
internal sealed class ListQuery
{
    /// <summary>More versions are filtered row by row.</summary>
    private const int MostBranches = 64;

    private readonly List<NpgsqlParameter> _parameters = [];
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
        (_pins, _where) = (pins, filter.Where);
        Text = Write();
    }

    public string Text { get; }

    public NpgsqlParameter[] Parameters((long At, long N) before, int limit) => [Parameter.Of(before.At), Parameter.Of(before.N), Parameter.Of(limit), .. _parameters];

    private string Write()
    {
        var (source, at, n) = Source(QueryIndexes.Driver(_where));
        var branches = Branches().Select(condition => $"(SELECT i.n, i.created_at FROM {source} AND ({at}, {n}) < ($1, $2){condition} ORDER BY {at} DESC, {n} DESC LIMIT $3)");
        var where = _where is null ? "true" : new ConditionSql(Add).Of(_where);
        return new StringBuilder(
            $"""
            SELECT i.n, i.id, i.run, p.definition, p.namespace, p.name, p.version, i.status, i.compensation, i.incident, i.parent, i.wake_at, i.head_pos, i.created_at, i.finished_at, {where}
            FROM (SELECT n, created_at FROM (
            """)
            .AppendJoin(" UNION ALL ", branches)
            .Append(") b ORDER BY created_at DESC, n DESC LIMIT $3) f JOIN instances i ON i.n = f.n JOIN pins p ON p.n = i.pin ORDER BY f.created_at DESC, f.n DESC")
            .ToString();
    }

    /// <summary>Where the rows come from, in which order of which columns.</summary>
    private (string Source, string At, string N) Source(InstanceCondition? driver)
    {
        if (!_labels.IsEmpty)
        {
            return ($"labels l JOIN instances i ON i.n = l.instance WHERE true{Labels()}", "l.created_at", "l.instance");
        }

        return driver switch
        {
            InstanceCondition.Field field => (
                $"fields l JOIN instances i ON i.n = l.instance WHERE l.key = {Add(Parameter.Of(field.Key))} AND {new ConditionSql(Add).Compared("l", field)}", "l.created_at", "l.instance"),
            InstanceCondition.Text { Column: TextColumn.Id } ids => ($"instances i WHERE i.id = ANY({Add(Parameter.Of([.. ids.Of]))})", "i.created_at", "i.n"),
            _ => ("instances i WHERE true", "i.created_at", "i.n"),
        };
    }

    /// <summary>Conditions whose union is what is asked for; no row meets two of them.</summary>
    private IEnumerable<string> Branches()
    {
        var statuses = _statuses.Select(status => (int)status).ToArray();
        if (_pins is { Count: <= MostBranches } pins)
        {
            var filter = statuses.Length == 0 ? "" : $" AND i.status = ANY({Add(Parameter.Of(statuses))})";
            return [.. pins.Select(pin => $" AND i.pin = {Add(Parameter.Of(pin))}{filter}")];
        }

        var ofPins = _pins is null ? "" : $" AND i.pin = ANY({Add(Parameter.Of([.. _pins]))})";
        if (!_labels.IsEmpty || QueryIndexes.Driver(_where) is not null)
        {
            return [statuses.Length == 0 ? ofPins : $" AND i.status = ANY({Add(Parameter.Of(statuses))}){ofPins}"];
        }

        // No index has all instances in order, for each would have to be kept by every start: that of the statuses has, status by status.
        return [.. (statuses.Length > 0 ? statuses : [.. Enum.GetValues<InstanceStatus>().Select(status => (int)status)]).Select(status => $" AND i.status = {Add(Parameter.Of(status))}{ofPins}")];
    }

    private string Labels() => string.Concat(_labels.Select((label, i) => i == 0
        ? $" AND l.key = {Add(Parameter.Of(label.Key))} AND l.value = {Add(Parameter.Of(label.Value))}"
        : $" AND EXISTS (SELECT 1 FROM labels x WHERE x.instance = l.instance AND x.key = {Add(Parameter.Of(label.Key))} AND x.value = {Add(Parameter.Of(label.Value))})"));

    private string Add(NpgsqlParameter parameter)
    {
        _parameters.Add(parameter);
        return string.Create(CultureInfo.InvariantCulture, $"${3 + _parameters.Count}");
    }
}
