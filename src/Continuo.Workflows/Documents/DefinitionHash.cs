using System.Security.Cryptography;
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
