using Continuo.Workflows.Documents.Syntax;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The functions of one definition: declared in it, and those of documents elsewhere that it calls.</summary>
internal sealed class FunctionTable
{
    private readonly SortedDictionary<string, (DeclaredFunction Function, SourceNode Node)> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeclaredFunction> _external = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ExternalFunction> _unread = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _declared.Keys;

    /// <summary>In the order of their names: that of the text has no part in the numbering of nodes.</summary>
    public IReadOnlyCollection<(DeclaredFunction Function, SourceNode Node)> Declared => _declared.Values;

    public void Declare(string name, SourceNode node) => _declared[name] = (new DeclaredFunction(name), node);

    public DeclaredFunction? Find(string name) => _declared.TryGetValue(name, out var found) ? found.Function : null;

    /// <summary>The function of a document elsewhere; its body is read once, when all that is known so far has been read.</summary>
    public DeclaredFunction External(ExternalFunction function)
    {
        if (!_external.TryGetValue(function.Key, out var known))
        {
            known = new DeclaredFunction(function.Key);
            _external[function.Key] = known;
            _unread[function.Key] = function with { Function = known };
        }

        return known;
    }

    /// <summary>The functions that were called and are not read yet, by the order of their addresses.</summary>
    public List<ExternalFunction> TakeUnread()
    {
        var unread = _unread.Values.ToList();
        _unread.Clear();
        return unread;
    }
}

/// <summary>A function whose document stands elsewhere.</summary>
/// <param name="Key">Its address.</param>
/// <param name="Caller">The document that calls it first.</param>
/// <param name="At">Where.</param>
/// <param name="Authentication">How its document is asked for.</param>
internal sealed record ExternalFunction(string Key, LoadContext Caller, SourceNode At, AuthenticationPolicy? Authentication)
{
    public DeclaredFunction Function { get; init; } = null!;
}
