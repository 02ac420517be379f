using System.Diagnostics;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Queries;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>A condition in the SQL of this store, over a row <c>i</c> of instances and its pin <c>p</c>. Never null: what is not there meets nothing.</summary>
internal sealed class ConditionSql(Func<object, string> parameter)
{
    public string Of(InstanceCondition condition) => condition switch
    {
        InstanceCondition.And and => Joined(and.All, " AND "),
        InstanceCondition.Or or => Joined(or.Any, " OR "),
        InstanceCondition.Not not => $"NOT ({Of(not.Inner)})",
        InstanceCondition.Status status => $"i.status IN ({string.Join(',', status.Of.Select(of => parameter((long)of)))})",
        InstanceCondition.Compensation compensation => $"i.compensation = {parameter((long)compensation.Is)}",
        InstanceCondition.Text text => $"coalesce({ColumnOf(text.Column)} IN ({string.Join(',', text.Of.Select(of => parameter(of)))}), 0)",
        InstanceCondition.Prefix prefix => $"coalesce({Begins(ColumnOf(prefix.Column), prefix.Of)}, 0)",
        InstanceCondition.Time time =>
            $"coalesce({(time.Column == TimeColumn.Created ? "i.created_at" : "i.finished_at")} {SignOf(time.Comparison)} {parameter(time.At.UtcTicks)}, 0)",
        InstanceCondition.Has { What: Presence.Incident } => "i.incident <> 0",
        InstanceCondition.Has { What: Presence.Parent } => "i.parent IS NOT NULL",
        InstanceCondition.Has => "i.finished_at IS NOT NULL",
        InstanceCondition.Label { Of.IsEmpty: true } label => $"EXISTS (SELECT 1 FROM labels x WHERE x.instance = i.n AND x.key = {parameter(label.Key)})",
        InstanceCondition.Label label =>
            $"EXISTS (SELECT 1 FROM labels x WHERE x.instance = i.n AND x.key = {parameter(label.Key)} AND x.value IN ({string.Join(',', label.Of.Select(of => parameter(of)))}))",
        InstanceCondition.Field field => Field(field.Key, Compared(field)),
        InstanceCondition.FieldPrefix prefix => Field(prefix.Key, $"typeof(x.value) = 'text' AND {Begins("x.value", prefix.Of)}"),
        InstanceCondition.HasField has => Field(has.Key, "1"),
        _ => throw new UnreachableException(),
    };

    private string Joined(IEnumerable<InstanceCondition> parts, string with) => $"({string.Join(with, parts.Select(Of))})";

    private string Field(string key, string condition) => $"EXISTS (SELECT 1 FROM fields x WHERE x.instance = i.n AND x.key = {parameter(key)} AND {condition})";

    /// <summary>A boolean has no order: any comparison with one asks whether it is the same.</summary>
    private string Compared(InstanceCondition.Field field)
    {
        var isOrdered = field.Value.IsString || field.Value.IsNumber;
        return $"typeof(x.value) = '{FieldValue.TypeOf(field.Value)}' AND x.value {(isOrdered ? SignOf(field.Comparison) : "=")} {parameter(field.Value)}";
    }

    /// <summary>Up to the text with the last character that there is: so an index could serve it.</summary>
    private string Begins(string column, string text) => $"({column} >= {parameter(text)} AND {column} < {parameter(text)} || char(1114111))";

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
