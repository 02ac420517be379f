using System.Diagnostics;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Json;
using Npgsql;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>A condition in the SQL of this store, over a row <c>i</c> of instances and its pin <c>p</c>. Never null: what is not there meets nothing.</summary>
/// <param name="add">Takes a parameter and gives its name.</param>
internal sealed class ConditionSql(Func<NpgsqlParameter, string> add)
{
    public string Of(InstanceCondition condition) => condition switch
    {
        InstanceCondition.And and => Joined(and.All, " AND "),
        InstanceCondition.Or or => Joined(or.Any, " OR "),
        InstanceCondition.Not not => $"NOT ({Of(not.Inner)})",
        InstanceCondition.Status status => $"i.status = ANY({add(Parameter.Of([.. status.Of.Select(of => (int)of)]))})",
        InstanceCondition.Compensation compensation => $"i.compensation = {add(Parameter.Of((int)compensation.Is))}",
        InstanceCondition.Text text => $"coalesce({ColumnOf(text.Column)} = ANY({add(Parameter.Of([.. text.Of]))}), false)",
        InstanceCondition.Prefix prefix => $"coalesce(starts_with({ColumnOf(prefix.Column)}, {add(Parameter.Of(prefix.Of))}), false)",
        InstanceCondition.Time time =>
            $"coalesce({(time.Column == TimeColumn.Created ? "i.created_at" : "i.finished_at")} {SignOf(time.Comparison)} {add(Parameter.Of(time.At.UtcTicks))}, false)",
        InstanceCondition.Has { What: Presence.Incident } => "i.incident",
        InstanceCondition.Has { What: Presence.Parent } => "i.parent IS NOT NULL",
        InstanceCondition.Has => "i.finished_at IS NOT NULL",
        InstanceCondition.Label { Of.IsEmpty: true } label => $"EXISTS (SELECT 1 FROM labels x WHERE x.instance = i.n AND x.key = {add(Parameter.Of(label.Key))})",
        InstanceCondition.Label label =>
            $"EXISTS (SELECT 1 FROM labels x WHERE x.instance = i.n AND x.key = {add(Parameter.Of(label.Key))} AND x.value = ANY({add(Parameter.Of([.. label.Of]))}))",
        InstanceCondition.Field field => Field(field.Key, Compared("x", field)),
        InstanceCondition.FieldPrefix prefix => Field(prefix.Key, $"starts_with(x.text, {add(Parameter.Of(prefix.Of))})"),
        InstanceCondition.HasField has => Field(has.Key, "true"),
        _ => throw new UnreachableException(),
    };

    /// <summary>A boolean has no order: any comparison with one asks whether it is the same.</summary>
    public string Compared(string table, InstanceCondition.Field field) => field.Value switch
    {
        { IsString: true } value when field.Comparison == Comparison.Equal && add(Parameter.Of(value.String)) is var text => $"left({table}.text, 200) = left({text}, 200) AND {table}.text = {text}",
        { IsString: true } value => $"{table}.text {SignOf(field.Comparison)} {add(Parameter.Of(value.String))}",
        { IsNumber: true } value => $"{table}.number {SignOf(field.Comparison)} {add(Parameter.Of(value.Number))}",
        JsonValue value => $"{table}.truth = {add(Parameter.Of(value.IsTruthy))}",
    };

    private string Joined(IEnumerable<InstanceCondition> parts, string with) => $"({string.Join(with, parts.Select(Of))})";

    private string Field(string key, string condition) => $"EXISTS (SELECT 1 FROM fields x WHERE x.instance = i.n AND x.key = {add(Parameter.Of(key))} AND {condition})";

    private static string ColumnOf(TextColumn column) => column switch
    {
        TextColumn.Id => "i.id",
        TextColumn.Parent => "i.parent",
        TextColumn.Namespace => "p.namespace",
        TextColumn.Name => "p.name",
        TextColumn.Version => "p.version",
        _ => throw new UnreachableException(),
    };

    private static string SignOf(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        _ => throw new UnreachableException(),
    };
}
