using System.Diagnostics;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Queries;

/// <summary>What a condition means: the translations of journals must say the same.</summary>
public static class ConditionMatching
{
    public static bool Matches(this InstanceCondition condition, InstanceRow row) => condition switch
    {
        InstanceCondition.And and => and.All.All(inner => inner.Matches(row)),
        InstanceCondition.Or or => or.Any.Any(inner => inner.Matches(row)),
        InstanceCondition.Not not => !not.Inner.Matches(row),
        InstanceCondition.Status status => status.Of.Contains(row.Status),
        InstanceCondition.Compensation compensation => row.Compensation == compensation.Is,
        InstanceCondition.Text text => Of(row, text.Column) is { } value && text.Of.Contains(value),
        InstanceCondition.Prefix prefix => Of(row, prefix.Column)?.StartsWith(prefix.Of, StringComparison.Ordinal) == true,
        InstanceCondition.Time time => (time.Column == TimeColumn.Created ? row.CreatedAt : row.FinishedAt) is { } at && Holds(time.Comparison, at.CompareTo(time.At)),
        InstanceCondition.Has has => has.What switch
        {
            Presence.Incident => row.Incident,
            Presence.Parent => row.Parent is not null,
            _ => row.FinishedAt is not null,
        },
        InstanceCondition.Label label => row.Labels.Any(given => given.Key == label.Key && (label.Of.IsEmpty || label.Of.Contains(given.Value))),
        InstanceCondition.Field field => Of(row, field.Key) is { } value && Holds(field, value),
        InstanceCondition.FieldPrefix prefix => Of(row, prefix.Key)?.AsString?.StartsWith(prefix.Of, StringComparison.Ordinal) == true,
        InstanceCondition.HasField has => Of(row, has.Key) is not null,
        _ => throw new UnreachableException(),
    };

    private static bool Holds(InstanceCondition.Field field, JsonValue value)
    {
        if (field.Value.AsString is { } text)
        {
            return value.AsString is { } given && Holds(field.Comparison, string.CompareOrdinal(given, text));
        }

        return field.Value.IsNumber ? value.IsNumber && Holds(field.Comparison, value.Number.CompareTo(field.Value.Number)) : value == field.Value;
    }

    private static bool Holds(Comparison comparison, int order) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        _ => throw new UnreachableException(),
    };

    private static string? Of(InstanceRow row, TextColumn column) => column switch
    {
        TextColumn.Id => row.Id.Text,
        TextColumn.Parent => row.Parent?.Text,
        TextColumn.Namespace => row.Workflow.Namespace,
        TextColumn.Name => row.Workflow.Name,
        TextColumn.Version => row.Version,
        _ => throw new UnreachableException(),
    };

    private static JsonValue? Of(InstanceRow row, string key)
    {
        foreach (var (name, value) in row.Fields.IsDefault ? [] : row.Fields)
        {
            if (name == key)
            {
                return value;
            }
        }

        return null;
    }
}
