using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.Evaluation;

internal sealed class AllOfRule(string location, ImmutableArray<SchemaNode> nodes) : Rule(location)
{
    public override IEnumerable<SchemaNode> SameValue => nodes;

    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        var holds = true;
        foreach (var node in nodes)
        {
            if (!node.Holds(run, value, seen))
            {
                holds = false;
                if (!run.IsCollecting)
                {
                    break;
                }
            }
        }

        return holds;
    }
}

/// <summary><c>anyOf</c> and <c>oneOf</c>.</summary>
internal sealed class AlternativesRule(string location, ImmutableArray<SchemaNode> nodes, bool isExclusive) : Rule(location)
{
    private const int Explained = 4;

    public override IEnumerable<SchemaNode> SameValue => nodes;

    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        var first = -1;
        for (var i = 0; i < nodes.Length; i++)
        {
            var marks = seen?.Fresh();
            if (!run.Quietly(nodes[i], value, marks))
            {
                continue;
            }

            if (isExclusive && first >= 0)
            {
                return run.IsCollecting && run.Report(Location, $"must match exactly one of {nodes.Length} schemas, matches {first + 1} and {i + 1}");
            }

            first = i;
            if (marks is not null)
            {
                seen!.Add(marks);
            }
            else if (!isExclusive)
            {
                return true;
            }
        }

        return first >= 0 || (run.IsCollecting && run.Report(Location, Explain(run, value)));
    }

    private string Explain(SchemaRun run, JsonValue value)
    {
        if (nodes.Length > Explained)
        {
            return $"must match {(isExclusive ? "exactly " : "")}one of {nodes.Length} schemas, matches none; found {SchemaText.Describe(value)}";
        }

        var reasons = nodes.Select((node, i) => $"({i + 1}) {run.Reason(node, value)}");
        return $"must match {(isExclusive ? "exactly " : "")}one of {SchemaText.Count(nodes.Length, "schema")}, matches none: {string.Join("; ", reasons)}";
    }
}

internal sealed class NotRule(string location, SchemaNode node) : Rule(location)
{
    public override IEnumerable<SchemaNode> SameValue => [node];

    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen) =>
        !run.Quietly(node, value, null) || (run.IsCollecting && run.Report(Location, $"must not match this schema, found {SchemaText.Describe(value)}"));
}

internal sealed class ConditionRule(string location, SchemaNode condition, SchemaNode? consequence, SchemaNode? alternative) : Rule(location)
{
    public override IEnumerable<SchemaNode> SameValue => new[] { condition, consequence, alternative }.OfType<SchemaNode>();

    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        var marks = seen?.Fresh();
        if (!run.Quietly(condition, value, marks))
        {
            return alternative?.Holds(run, value, seen) ?? true;
        }

        if (marks is not null)
        {
            seen!.Add(marks);
        }

        return consequence?.Holds(run, value, seen) ?? true;
    }
}

internal sealed class ReferenceRule(string location, SchemaNode target) : Rule(location)
{
    public override IEnumerable<SchemaNode> SameValue => [target];

    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen) => target.Holds(run, value, seen);
}

/// <summary>A <c>$dynamicRef</c> whose target the schemas that lead here may replace.</summary>
internal sealed class DynamicReferenceRule(string location, string anchor, SchemaNode target) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen) => (run.Outermost(anchor) ?? target).Holds(run, value, seen);
}
