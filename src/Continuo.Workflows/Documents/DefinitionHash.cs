using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents;

/// <summary>Identifies a definition: SHA-256 of its canonical form, 64 lower-case hexadecimal digits.</summary>
/// <remarks>
/// The canonical form is the document as compact JSON in UTF-8, with the keys of each object sorted by code points. So comments, layout,
/// quotes, aliases, the order of properties, and whether it was YAML or JSON make no difference; each value does, numbers as written.
/// </remarks>
public readonly record struct DefinitionHash(string Hex)
{
    public override string ToString() => Hex;

    internal static DefinitionHash Of(JsonValue document) =>
        new(Convert.ToHexStringLower(SHA256.HashData(JsonWriter.WriteUtf8(Sort(document)))));

    /// <summary>The same when there are no documents elsewhere; else it covers their texts too.</summary>
    internal static DefinitionHash Of(JsonValue document, ImmutableArray<ExternalDocument> documents)
    {
        var own = Of(document);
        if (documents.IsEmpty)
        {
            return own;
        }

        var closure = new JsonObject.Builder(documents.Length);
        foreach (var (key, text) in documents)
        {
            closure.Set(key, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        }

        return Of(JsonObject.Of(("document", own.Hex), ("documents", closure.Build())));
    }

    private static JsonValue Sort(JsonValue value)
    {
        if (value.AsArray is { } array)
        {
            return JsonArray.Own([.. array.Select(Sort)]);
        }

        if (value.AsObject is not { } members)
        {
            return value;
        }

        var sorted = new JsonObject.Builder(members.Count);
        foreach (var member in members.OrderBy(m => m.Key, Comparer<string>.Create(JsonOrder.CompareText)))
        {
            sorted.Set(member.Key, Sort(member.Value));
        }

        return sorted.Build();
    }
}
