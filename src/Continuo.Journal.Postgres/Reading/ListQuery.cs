using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
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

    /// <param name="filter">What is asked for.</param>
    /// <param name="pins">The versions that it comes to; null for any.</param>
    public ListQuery(InstanceFilter filter, List<long>? pins)
    {
        _statuses = filter.Statuses.IsDefault ? [] : [.. filter.Statuses.Distinct()];
        _labels = filter.Labels.IsDefault ? [] : [.. filter.Labels.Distinct()];
        _pins = pins;
        Text = Write();
    }

    public string Text { get; }

    public NpgsqlParameter[] Parameters((long At, long N) before, int limit) => [Parameter.Of(before.At), Parameter.Of(before.N), Parameter.Of(limit), .. _parameters];

    private string Write()
    {
        var branches = Branches().Select(condition => _labels.IsEmpty
            ? $"(SELECT i.n, i.created_at FROM instances i WHERE (i.created_at, i.n) < ($1, $2){condition} ORDER BY i.created_at DESC, i.n DESC LIMIT $3)"
            : $"(SELECT l.instance AS n, l.created_at FROM labels l JOIN instances i ON i.n = l.instance WHERE (l.created_at, l.instance) < ($1, $2){Labels()}{condition} ORDER BY l.created_at DESC, l.instance DESC LIMIT $3)");
        return new StringBuilder(
            """
            SELECT i.n, i.id, i.run, p.definition, p.namespace, p.name, p.version, i.status, i.compensation, i.incident, i.parent, i.wake_at, i.head_pos, i.created_at, i.finished_at FROM (
                SELECT n, created_at FROM (
            """)
            .AppendJoin(" UNION ALL ", branches)
            .Append(") b ORDER BY created_at DESC, n DESC LIMIT $3) f JOIN instances i ON i.n = f.n JOIN pins p ON p.n = i.pin ORDER BY f.created_at DESC, f.n DESC")
            .ToString();
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
        if (!_labels.IsEmpty)
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
