using System.Collections.Frozen;
using System.Collections.Immutable;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Patterns;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>, which concern one another, in one walk over the members.</summary>
internal sealed class MembersRule(
    string location, FrozenDictionary<string, SchemaNode> named, ImmutableArray<(SchemaPattern Pattern, SchemaNode Node)> patterns, SchemaNode? additional) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsObject is not { } members)
        {
            return true;
        }

        var holds = true;
        for (var i = 0; i < members.Count && (holds || run.IsCollecting); i++)
        {
            holds &= Member(run, members.Keys[i], members.Values[i], i, seen);
        }

        return holds;
    }

    private bool Member(SchemaRun run, string name, JsonValue value, int index, Evaluated? seen)
    {
        var holds = true;
        var isKnown = named.TryGetValue(name, out var node);
        if (isKnown)
        {
            holds = run.Member(node!, name, value);
        }

        foreach (var (pattern, schema) in patterns)
        {
            if (pattern.IsMatch(run, name))
            {
                isKnown = true;
                holds &= run.Member(schema, name, value);
            }
        }

        if (!isKnown && additional is not null)
        {
            isKnown = true;
            holds = additional.IsNever
                ? run.IsCollecting && run.Report(additional.Location, $"must not have the member {SchemaText.Quote(name)}")
                : run.Member(additional, name, value);
        }

        if (isKnown)
        {
            seen?.Mark(index);
        }

        return holds;
    }
}

internal sealed class RequiredRule(string location, ImmutableArray<string> names, string? because = null) : PlainRule(location)
{
    protected override bool Keeps(SchemaRun run, JsonValue value)
    {
        if (value.AsObject is not { } members || (because is not null && !members.ContainsKey(because)))
        {
            return true;
        }

        foreach (var name in names)
        {
            if (!members.ContainsKey(name))
            {
                return false;
            }
        }

        return true;
    }

    protected override string Explain(JsonValue value)
    {
        var missing = names.Where(name => !value.Object.ContainsKey(name)).Select(SchemaText.Quote).ToList();
        var reason = because is null ? "" : $", as it has {SchemaText.Quote(because)}";
        return $"must have the member{(missing.Count == 1 ? "" : "s")} {SchemaText.List(missing, "and")}{reason}";
    }
}

internal sealed class MemberNamesRule(string location, SchemaNode node) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsObject is not { } members)
        {
            return true;
        }

        var holds = true;
        foreach (var name in members.Keys)
        {
            if (!run.Quietly(node, name, null))
            {
                holds = false;
                if (!run.IsCollecting)
                {
                    break;
                }

                run.Report(Location, $"must not have a member named {SchemaText.Quote(name)}: the name {run.Reason(node, name)}");
            }
        }

        return holds;
    }
}

/// <summary>A schema for the whole object when it has a certain member.</summary>
internal sealed class DependentRule(string location, string name, SchemaNode node) : Rule(location)
{
    public override IEnumerable<SchemaNode> SameValue => [node];

    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen) =>
        value.AsObject is not { } members || !members.ContainsKey(name) || node.Holds(run, value, seen);
}

internal sealed class UnevaluatedMembersRule(string location, SchemaNode node) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsObject is not { } members)
        {
            return true;
        }

        var holds = true;
        for (var i = 0; i < members.Count && (holds || run.IsCollecting); i++)
        {
            if (!seen!.Has(i))
            {
                holds &= node.IsNever
                    ? run.IsCollecting && run.Report(Location, $"must not have the member {SchemaText.Quote(members.Keys[i])}")
                    : run.Member(node, members.Keys[i], members.Values[i]);
            }
        }

        seen!.MarkAll();
        return holds;
    }
}
