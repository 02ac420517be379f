using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Queries;

/// <summary>Which part of a condition an index serves, and which is looked at row by row.</summary>
public static class QueryIndexes
{
    /// <summary>Instances that are looked at for one page: beyond these the page ends, with a cursor.</summary>
    public const int MostLookedAt = 5_000;

    /// <summary>The filter with what of its condition it can say itself; <see cref="InstanceFilter.Where"/> is the rest, null when nothing is left.</summary>
    public static InstanceFilter Split(InstanceFilter filter)
    {
        if (filter.Where is not { } where)
        {
            return filter;
        }

        var rest = ImmutableArray.CreateBuilder<InstanceCondition>();
        string? space = null, name = null, version = filter.Version;
        foreach (var part in Conjuncts(where))
        {
            switch (part)
            {
                case InstanceCondition.Status status when filter.Statuses.IsDefaultOrEmpty:
                    filter = filter with { Statuses = [.. status.Of.Distinct()] };
                    break;
                case InstanceCondition.Text { Column: TextColumn.Namespace, Of: [var only] } when space is null && filter.Workflow is null:
                    space = only;
                    break;
                case InstanceCondition.Text { Column: TextColumn.Name, Of: [var only] } when name is null && filter.Workflow is null:
                    name = only;
                    break;
                case InstanceCondition.Text { Column: TextColumn.Version, Of: [var only] } when version is null:
                    version = only;
                    break;
                case InstanceCondition.Label { Of: [var only] } label:
                    filter = filter with { Labels = [.. filter.Labels.IsDefault ? [] : filter.Labels, new(label.Key, only)] };
                    break;
                default:
                    rest.Add(part);
                    break;
            }
        }

        if (space is not null && name is not null)
        {
            filter = filter with { Workflow = new WorkflowName(space, name) };
        }
        else
        {
            Keep(TextColumn.Namespace, space);
            Keep(TextColumn.Name, name);
        }

        return filter with { Version = version, Where = rest.Count switch { 0 => null, 1 => rest[0], _ => new InstanceCondition.And(rest.ToImmutable()) } };

        void Keep(TextColumn column, string? value)
        {
            if (value is not null)
            {
                rest.Add(new InstanceCondition.Text(column, [value]));
            }
        }
    }

    internal static ImmutableArray<string> Unindexed(InstanceCondition condition) =>
        Split(new InstanceFilter(Where: condition)).Where is { } rest ? [.. Conjuncts(rest).Where(part => !IsIndexed(part)).Select(Words).Distinct()] : [];

    /// <summary>The one of the rest that leads to the fewest rows, if an index serves it: an indexed field with one value, an id, a parent.</summary>
    public static InstanceCondition? Driver(InstanceCondition? rest) => rest is null ? null
        : Conjuncts(rest).Where(IsIndexed).OrderBy(part => part is InstanceCondition.Text { Column: TextColumn.Id } ? 0 : 1).FirstOrDefault();

    private static bool IsIndexed(InstanceCondition part) => part is
        InstanceCondition.Field { Comparison: Comparison.Equal } or InstanceCondition.Text { Column: TextColumn.Id };

    private static IEnumerable<InstanceCondition> Conjuncts(InstanceCondition condition) =>
        condition is InstanceCondition.And and ? and.All.SelectMany(Conjuncts) : [condition];

    private static string Words(InstanceCondition part) => part switch
    {
        InstanceCondition.And => "and",
        InstanceCondition.Or => "or",
        InstanceCondition.Not => "not",
        InstanceCondition.Compensation => "compensation",
        InstanceCondition.Text text => text.Column.ToString().ToLowerInvariant(),
        InstanceCondition.Prefix prefix => prefix.Column.ToString().ToLowerInvariant(),
        InstanceCondition.Time time => time.Column.ToString().ToLowerInvariant(),
        InstanceCondition.Has has => has.What.ToString().ToLowerInvariant(),
        InstanceCondition.Label label => $"label.{label.Key}",
        InstanceCondition.Field field => field.Key,
        InstanceCondition.FieldPrefix prefix => prefix.Key,
        InstanceCondition.HasField has => has.Key,
        InstanceCondition.Status => "status",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
