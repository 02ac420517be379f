using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Queries;

/// <summary>What each field of a query takes.</summary>
internal sealed class QueryFields(DateTimeOffset now, List<QueryProblem> problems)
{
    private static readonly string[] s_names =
        ["status", "workflow", "version", "namespace", "name", "id", "parent", "compensation", "incident", "created", "finished", "age", "label.NAME", "input.NAME", "output.NAME", "error.type", "error.status", "error.title", "error.pointer"];

    private static readonly string[] s_errors = ["error.type", "error.status", "error.title", "error.pointer"];

    public InstanceCondition? Compare(QueryToken field, QueryToken sign, QueryToken value)
    {
        if (sign.Text == "!=")
        {
            return Compare(field, sign with { Text = "=" }, value) is { } same ? new InstanceCondition.Not(same) : null;
        }

        var comparison = ComparisonOf(sign);
        var name = field.Text.ToLowerInvariant();
        if (name is "created" or "finished")
        {
            return Time(name == "created" ? TimeColumn.Created : TimeColumn.Finished, comparison, value);
        }

        if (name == "age")
        {
            return Age(comparison, value);
        }

        if (IsIndexed(field))
        {
            return new InstanceCondition.Field(KeyOf(field), comparison, Scalar(field, value));
        }

        if (comparison == Comparison.Equal)
        {
            return In(field, [value]);
        }

        return IsKnown(field) ? Problem(sign.Column, $"'{field.Text}' has no order.", "Compare it with = or !=, or with in (a, b).") : null;
    }

    public InstanceCondition? In(QueryToken field, List<QueryToken> values)
    {
        var name = field.Text.ToLowerInvariant();
        switch (name)
        {
            case "status":
                var statuses = values.Select(Status).ToList();
                return statuses.Contains(null) ? null : new InstanceCondition.Status([.. statuses.Select(status => status!.Value)]);
            case "compensation":
                var compensations = values.Select(CompensationOf).ToList();
                return compensations.Contains(null) ? null : Any([.. compensations.Select(is_ => new InstanceCondition.Compensation(is_!.Value))]);
            case "workflow":
                var workflows = values.Select(Workflow).ToList();
                return workflows.Contains(null) ? null : Any([.. workflows.Select(workflow => workflow!)]);
            case "incident":
                return values is [{ } value] && value.Text is "true" or "false"
                    ? values[0].Text == "true" ? new InstanceCondition.Has(Presence.Incident) : new InstanceCondition.Not(new InstanceCondition.Has(Presence.Incident))
                    : Problem(values[0].Column, $"'incident' is true or false, not '{values[0].Text}'.");
            case "created" or "finished" or "age":
                return Problem(values[0].Column, $"'{name}' takes no list.", "Compare it with < or >.");
        }

        if (TextColumnOf(name) is { } column)
        {
            return new InstanceCondition.Text(column, [.. values.Select(value => value.Text)]);
        }

        if (LabelOf(field) is { } label)
        {
            return new InstanceCondition.Label(label, [.. values.Select(value => value.Text)]);
        }

        return IsIndexed(field)
            ? Any([.. values.Select(value => new InstanceCondition.Field(KeyOf(field), Comparison.Equal, Scalar(field, value)))])
            : Unknown(field);
    }

    public InstanceCondition? Starts(QueryToken field, QueryToken value) =>
        TextColumnOf(field.Text.ToLowerInvariant()) is { } column ? new InstanceCondition.Prefix(column, value.Text)
        : IsIndexed(field) ? new InstanceCondition.FieldPrefix(KeyOf(field), value.Text)
        : IsKnown(field) ? Problem(field.Column, $"'{field.Text}' is not compared by its beginning.", "'starts' is for id, name, version and indexed texts.")
        : null;

    /// <summary>A field alone: whether it is there.</summary>
    public InstanceCondition? Exists(QueryToken field, QueryToken next) => field.Text.ToLowerInvariant() switch
    {
        "incident" => new InstanceCondition.Has(Presence.Incident),
        "parent" => new InstanceCondition.Has(Presence.Parent),
        "finished" => new InstanceCondition.Has(Presence.End),
        _ when LabelOf(field) is { } label => new InstanceCondition.Label(label, []),
        _ when IsIndexed(field) => new InstanceCondition.HasField(KeyOf(field)),
        _ => IsKnown(field) ? Problem(next.Column, $"'{field.Text}' wants a comparison here.", "Write one of = != < <= > >=, 'in (...)' or 'starts'.") : null,
    };

    private InstanceCondition? Time(TimeColumn column, Comparison comparison, QueryToken value)
    {
        if (DateTimeOffset.TryParse(value.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return new InstanceCondition.Time(column, comparison, at);
        }

        return Problem(value.Column, $"'{value.Text}' is no time.", "Write one such as 2026-11-24 or 2026-11-24T10:00:00Z; with 'age' durations such as 2h.");
    }

    /// <summary>Older means created earlier.</summary>
    private InstanceCondition? Age(Comparison comparison, QueryToken value)
    {
        if (QueryDuration.Read(value.Text) is not { } age)
        {
            return Problem(value.Column, $"'{value.Text}' is no duration.", "Write one such as 90s, 15m, 2h, 7d or PT2H.");
        }

        var turned = comparison switch
        {
            Comparison.Less => Comparison.Greater,
            Comparison.LessOrEqual => Comparison.GreaterOrEqual,
            Comparison.Greater => Comparison.Less,
            Comparison.GreaterOrEqual => Comparison.LessOrEqual,
            _ => comparison,
        };
        return new InstanceCondition.Time(TimeColumn.Created, turned, age > now - DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : now - age);
    }

    private InstanceStatus? Status(QueryToken value)
    {
        foreach (var status in Enum.GetValues<InstanceStatus>())
        {
            if (status.Word() == value.Text)
            {
                return status;
            }
        }

        _ = Problem(value.Column, $"'{value.Text}' is no status.", Suggested(value.Text, Enum.GetValues<InstanceStatus>().Select(status => status.Word())));
        return null;
    }

    private CompensationStatus? CompensationOf(QueryToken value)
    {
        foreach (var status in Enum.GetValues<CompensationStatus>())
        {
            if (status.Word() == value.Text)
            {
                return status;
            }
        }

        _ = Problem(value.Column, $"'{value.Text}' is no state of a compensation.", Suggested(value.Text, Enum.GetValues<CompensationStatus>().Select(status => status.Word())));
        return null;
    }

    /// <summary><c>name</c>, <c>namespace/name</c> or <c>namespace/name@version</c>.</summary>
    private static InstanceCondition? Workflow(QueryToken value)
    {
        var parts = ImmutableArray.CreateBuilder<InstanceCondition>();
        var (name, version) = value.Text.Split('@', 2) is [var before, var after] ? (before, after) : (value.Text, null);
        if (name.Split('/', 2) is [var space, var own])
        {
            parts.Add(new InstanceCondition.Text(TextColumn.Namespace, [space]));
            name = own;
        }

        parts.Add(new InstanceCondition.Text(TextColumn.Name, [name]));
        if (version is not null)
        {
            parts.Add(new InstanceCondition.Text(TextColumn.Version, [version]));
        }

        return parts.Count == 1 ? parts[0] : new InstanceCondition.And(parts.ToImmutable());
    }

    private static InstanceCondition Any(ImmutableArray<InstanceCondition> any) => any.Length == 1 ? any[0] : new InstanceCondition.Or(any);

    /// <summary>A word that looks like a number or a boolean is one; in quotes it is a text. The status of an error is a number.</summary>
    private static JsonValue Scalar(QueryToken field, QueryToken value)
    {
        if (value.Kind == QueryTokenKind.Word || KeyOf(field) == "error.status")
        {
            if (value.Text is "true" or "false")
            {
                return value.Text == "true";
            }

            if (double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                return number;
            }
        }

        return value.Text;
    }

    private static string? LabelOf(QueryToken field) => field.Text.StartsWith("label.", StringComparison.OrdinalIgnoreCase) && field.Text.Length > 6 ? field.Text[6..] : null;

    private static bool IsIndexed(QueryToken field) =>
        s_errors.Contains(field.Text) || (field.Text.StartsWith("input.", StringComparison.Ordinal) && field.Text.Length > 6) || (field.Text.StartsWith("output.", StringComparison.Ordinal) && field.Text.Length > 7);

    private static string KeyOf(QueryToken field) => field.Text;

    private static TextColumn? TextColumnOf(string name) => name switch
    {
        "id" => TextColumn.Id,
        "parent" => TextColumn.Parent,
        "namespace" => TextColumn.Namespace,
        "name" => TextColumn.Name,
        "version" => TextColumn.Version,
        _ => null,
    };

    private bool IsKnown(QueryToken field)
    {
        var isKnown = s_names.Contains(field.Text.ToLowerInvariant()) || LabelOf(field) is not null || IsIndexed(field);
        if (!isKnown)
        {
            _ = Unknown(field);
        }

        return isKnown;
    }

    private InstanceCondition? Unknown(QueryToken field) => Problem(field.Column, $"'{field.Text}' is no field of an instance.", Suggested(field.Text, s_names));

    private InstanceCondition? Problem(int column, string message, string? remedy = null)
    {
        problems.Add(new(column, message, remedy));
        return null;
    }

    private static string Suggested(string given, IEnumerable<string> known) => Suggestion.For(given, known) is { Length: > 0 } near ? near.Trim() : $"Known are {string.Join(", ", known)}.";

    private static Comparison ComparisonOf(QueryToken sign) => sign.Text switch
    {
        "=" or "==" => Comparison.Equal,
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };
}
