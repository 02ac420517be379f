using System.Collections.Frozen;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.MetaSchemas;

/// <summary>The schemas of schemas, dialect 2020-12.</summary>
internal static class MetaSchema
{
    public const string Address = "https://json-schema.org/draft/2020-12/schema";

    private const string Suffix = ".json";

    /// <summary>By address.</summary>
    public static FrozenDictionary<string, JsonValue> Documents { get; } = Read();

    private static FrozenDictionary<string, JsonValue> Read()
    {
        var assembly = typeof(MetaSchema).Assembly;
        var prefix = typeof(MetaSchema).Namespace + ".";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var reader = new StreamReader(stream);
                return JsonValue.Parse(reader.ReadToEnd());
            })
            .ToFrozenDictionary(document => document["$id"].String, StringComparer.Ordinal);
    }
}
