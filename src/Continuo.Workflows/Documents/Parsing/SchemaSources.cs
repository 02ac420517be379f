using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Schemas;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The documents that one schema refers to, by the addresses that it makes of them.</summary>
/// <param name="context">The document in which the schema stands.</param>
/// <param name="schema">The schema, or all that is there.</param>
/// <param name="authentication">How that document was asked for.</param>
internal sealed class SchemaSources(LoadContext context, SourceNode schema, AuthenticationPolicy? authentication)
{
    // A schema names others by absolute addresses. What is relative to the workflow gets one that leaves room for as many '..'.
    private const string Near = "document:/";
    private const string Level = "-/";
    private const int Levels = 12;

    private readonly Dictionary<string, FoundSchema?> _found = new(StringComparer.Ordinal);

    /// <summary>The address of the schema's document.</summary>
    public string Own { get; } = AddressOf(context.Key);

    /// <summary>Why a document is not there, by address.</summary>
    public Dictionary<string, (string What, string? Remedy)> Problems { get; } = new(StringComparer.Ordinal);

    /// <param name="from">The document that refers to it.</param>
    /// <param name="address">Absolute.</param>
    public FoundSchema? Find(string from, string address)
    {
        if (!_found.TryGetValue(address, out var known))
        {
            _found[address] = known = Read(from, address);
        }

        return known;
    }

    private FoundSchema? Read(string from, string address)
    {
        if (address == Own && context.Key.Length > 0)
        {
            return new FoundSchema(IsFar(context.Key) ? context.Key : Near + context.Key.TrimStart('/'), schema.Json);
        }

        if (KeyOf(address) is not { Length: > 0 } key)
        {
            return null;
        }

        if (key.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && (from.StartsWith("http", StringComparison.Ordinal) || context.Key.StartsWith("http", StringComparison.Ordinal)))
        {
            Problems[address] = ($"The schema refers to the file '{key}': a document from elsewhere may not name files of this machine.", null);
            return null;
        }

        // Credentials are meant for where the author named them.
        var proof = DocumentLinks.SameOrigin(context.Key, key) ? authentication : null;
        if (context.External.Ask(context, key, proof, out var problem, out var remedy) is null)
        {
            Problems[address] = (problem, remedy);
            return null;
        }

        return context.External.Read(context, schema, key, proof, schema.Pointer) is var (_, root) ? new FoundSchema(key, root.Json) : null;
    }

    private static bool IsFar(string key) => key.Contains("://", StringComparison.Ordinal);

    private static string AddressOf(string key) =>
        IsFar(key) ? key
        : key.StartsWith('/') ? Near + key[1..]
        : Near + string.Concat(Enumerable.Repeat(Level, Levels)) + string.Join('/', key.Split('/').Where(segment => segment != "."));

    /// <summary>The key of the document at an address; null when nothing can be had from there.</summary>
    private static string? KeyOf(string address)
    {
        if (!address.StartsWith(Near, StringComparison.Ordinal))
        {
            return IsFar(address) && DocumentAddress.Problem(address) is null ? DocumentAddress.Resolve("", address) : null;
        }

        var (rest, levels) = (address[Near.Length..], 0);
        while (rest.StartsWith(Level, StringComparison.Ordinal))
        {
            (rest, levels) = (rest[Level.Length..], levels + 1);
        }

        return levels == 0 ? "/" + rest : string.Concat(Enumerable.Repeat("../", Levels - levels)) + rest;
    }
}
