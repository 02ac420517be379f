using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Compilation;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary>One schema with its rules. Completed by the compiler, and never changed once a schema is published.</summary>
internal sealed class SchemaNode(string location, SchemaResource resource)
{
    private Rule[] _rules = [];
    private bool _tracks;

    public string Location { get; } = location;

    public SchemaResource Resource { get; } = resource;

    public IReadOnlyList<Rule> Rules => _rules;

    /// <summary>Whether this is the schema <c>false</c>, which no value keeps.</summary>
    public bool IsNever { get; private set; }

    public void Complete(Rule[] rules, bool tracks)
    {
        _rules = rules;
        _tracks = tracks;
    }

    public void CompleteNever() => IsNever = true;

    /// <param name="run">The validation.</param>
    /// <param name="value">The value.</param>
    /// <param name="seen">Where to mark what was looked at; null when nobody asks.</param>
    public bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (_rules.Length == 0)
        {
            return !IsNever || (run.IsCollecting && run.Report(Location, $"is not allowed, found {SchemaText.Describe(value)}"));
        }

        if (!run.Enter(this))
        {
            return false;
        }

        var own = _tracks ? Tracker(value) : seen;
        var holds = true;
        foreach (var rule in _rules)
        {
            if (!rule.Holds(run, value, own))
            {
                holds = false;
                if (!run.IsCollecting)
                {
                    break;
                }
            }
        }

        if (_tracks && holds && seen is not null && own is not null)
        {
            seen.Add(own);
        }

        run.Leave(this);
        return holds;
    }

    private static Evaluated? Tracker(JsonValue value) =>
        value.AsObject is { } members ? new(members.Count) : value.AsArray is { } items ? new(items.Count) : null;
}
