using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>Compiles a schema and what it refers to. Every place is compiled once, whatever leads to it.</summary>
internal sealed class SchemaCompiler
{
    private readonly SchemaProblems _problems = new();
    private readonly SchemaIndex _index;
    private readonly RuleReader _rules;
    private readonly Queue<SchemaSite> _pending = new();
    private readonly HashSet<SchemaResource> _resources = [];
    private readonly List<SchemaNode> _nodes = [];

    public SchemaCompiler(SchemaOptions options)
    {
        _index = new SchemaIndex(options, _problems);
        _rules = new RuleReader(_index, options, _problems, NodeOf);
    }

    public IReadOnlyList<SchemaProblem> Problems => _problems.Found;

    public bool HasDynamicReferences => _rules.HasDynamicReferences;

    public SchemaNode Compile(JsonValue schema)
    {
        var root = _index.Add(schema);

        // Also what nothing refers to, so that a mistake in it is found now.
        foreach (var site in root.Document.Sites.Values.ToArray())
        {
            NodeOf(site);
        }

        while (_pending.TryDequeue(out var site))
        {
            Complete(site);
        }

        if (_problems.Found.Count == 0)
        {
            SchemaCircles.Find(_nodes, _problems);
        }

        return root.Node!;
    }

    private SchemaNode NodeOf(SchemaSite site)
    {
        if (site.Node is null)
        {
            site.Node = new SchemaNode(site.Location, site.Resource);
            _nodes.Add(site.Node);
            _pending.Enqueue(site);
        }

        return site.Node;
    }

    private void Complete(SchemaSite site)
    {
        if (_resources.Add(site.Resource))
        {
            foreach (var (name, anchored) in site.Resource.DynamicAnchors)
            {
                site.Resource.DynamicNodes.Add(name, NodeOf(anchored));
            }
        }

        switch (site.Value.Kind)
        {
            case JsonKind.True:
                break;
            case JsonKind.False:
                site.Node!.CompleteNever();
                break;
            case JsonKind.Object:
                var rules = _rules.Read(site);
                site.Node!.Complete(rules, Array.Exists(rules, rule => rule is UnevaluatedMembersRule or UnevaluatedItemsRule));
                break;
            default:
                _problems.Add(site.Location, $"must be a schema: an object, true or false; found {SchemaText.Describe(site.Value)}");
                break;
        }
    }
}
