using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary>One keyword of a schema, ready to check values.</summary>
/// <param name="location">The keyword's path, for violations.</param>
internal abstract class Rule(string location)
{
    public string Location { get; } = location;

    /// <summary>The schemas that this rule applies to the same value; a circle of them would never end.</summary>
    public virtual IEnumerable<SchemaNode> SameValue => [];

    /// <summary>Whether the value keeps the rule. Reports what it breaks when the run collects.</summary>
    public abstract bool Holds(SchemaRun run, JsonValue value, Evaluated? seen);
}

/// <summary>A rule that looks at the value alone.</summary>
internal abstract class PlainRule(string location) : Rule(location)
{
    public sealed override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen) =>
        Keeps(run, value) || (run.IsCollecting && run.Report(Location, Explain(value)));

    protected abstract bool Keeps(SchemaRun run, JsonValue value);

    /// <summary>What the rule asks and what was found.</summary>
    protected abstract string Explain(JsonValue value);
}
