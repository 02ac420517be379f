using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Compilation;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary>One validation: its work and depth, the resources it went through, and the violations that it collects.</summary>
internal sealed class SchemaRun(bool tracksScopes, List<SchemaViolation>? violations, int limit)
{
    /// <summary>Schemas applied. Far beyond any real document; stops schemas that multiply at each level.</summary>
    private const long LargestWork = 5_000_000;

    private const int Deepest = 20_000;

    private readonly List<SchemaResource>? _scopes = tracksScopes ? [] : null;
    private readonly List<(string? Name, int Index)> _path = [];
    private List<SchemaViolation>? _violations = violations;
    private long _work = LargestWork;
    private int _depth;

    /// <summary>Why the validation was given up; the value then counts as invalid, whatever rules like <c>not</c> make of it.</summary>
    public string? Breaker { get; private set; }

    public bool IsCollecting => _violations is not null && _violations.Count < limit;

    public bool Enter(SchemaNode node)
    {
        if (Breaker is not null)
        {
            return false;
        }

        if (--_work < 0)
        {
            return Break("takes too long to validate (limit: work)");
        }

        if (_depth == Deepest || ((_depth & 15) == 15 && !RuntimeHelpers.TryEnsureSufficientExecutionStack()))
        {
            return Break("is nested too deeply to validate (limit: depth)");
        }

        _depth++;
        _scopes?.Add(node.Resource);
        return true;
    }

    public void Leave(SchemaNode node)
    {
        _depth--;
        _scopes?.RemoveAt(_scopes.Count - 1);
    }

    /// <summary>Gives the validation up; always false.</summary>
    public bool Break(string problem)
    {
        Breaker ??= problem;
        return false;
    }

    /// <summary>The outermost schema with this dynamic anchor among the resources that led here.</summary>
    public SchemaNode? Outermost(string anchor)
    {
        SchemaResource? last = null;
        foreach (var scope in _scopes!)
        {
            if (!ReferenceEquals(scope, last) && scope.DynamicNodes.TryGetValue(anchor, out var node))
            {
                return node;
            }

            last = scope;
        }

        return null;
    }

    public bool AreEqual(JsonValue left, JsonValue right)
    {
        try
        {
            return JsonOrder.Equal(left, right, 0, ref _work);
        }
        catch (JqException problem) when (problem.IsLimit)
        {
            return Break("takes too long to compare (limit: work)");
        }
    }

    /// <summary>Applies a schema to a member, with the path extended.</summary>
    public bool Member(SchemaNode node, string name, JsonValue value)
    {
        _path.Add((name, 0));
        var holds = node.Holds(this, value, null);
        _path.RemoveAt(_path.Count - 1);
        return holds;
    }

    public bool Item(SchemaNode node, int index, JsonValue value)
    {
        _path.Add((null, index));
        var holds = node.Holds(this, value, null);
        _path.RemoveAt(_path.Count - 1);
        return holds;
    }

    /// <summary>Applies a schema without collecting: its failure is no violation by itself.</summary>
    public bool Quietly(SchemaNode node, JsonValue value, Evaluated? seen)
    {
        var kept = _violations;
        _violations = null;
        var holds = node.Holds(this, value, seen);
        _violations = kept;
        return holds;
    }

    /// <summary>The first rule of a schema that the value breaks, in words that begin with where.</summary>
    public string Reason(SchemaNode node, JsonValue value)
    {
        var kept = _violations;
        var start = _path.Count;
        var first = new List<SchemaViolation>();
        _violations = first;
        node.Holds(this, value, null);
        _violations = kept;
        if (first.Count == 0)
        {
            return "does not match";
        }

        var below = first[0].InstancePath[Pointer(start).Length..];
        return below.Length == 0 ? first[0].Rule : $"{below} {first[0].Rule}";
    }

    /// <summary>Records a violation at the current path; always false.</summary>
    public bool Report(string location, string rule)
    {
        if (IsCollecting)
        {
            _violations!.Add(new SchemaViolation(Pointer(_path.Count), location, rule));
        }

        return false;
    }

    private string Pointer(int length)
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _path.Take(length))
        {
            text.Append('/').Append(name is null ? index.ToString(CultureInfo.InvariantCulture) : SchemaText.Token(name));
        }

        return text.ToString();
    }
}
