using System.Collections.Frozen;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas;

/// <summary>How a schema is compiled.</summary>
public sealed record SchemaOptions
{
    public static SchemaOptions Default { get; } = new();

    /// <summary>The documents that <c>$ref</c> may name, by their absolute address. Nothing else is ever read. The 2020-12 meta-schemas are always known.</summary>
    public IReadOnlyDictionary<string, JsonValue> Documents { get; init; } = FrozenDictionary<string, JsonValue>.Empty;

    /// <summary>Gives further documents as they are asked for: from the document that refers, as it is called in messages, and by their absolute address.</summary>
    internal Func<string, string, FoundSchema?>? Find { get; init; }

    /// <summary>The address of the schema itself, for what it refers to.</summary>
    internal string? Address { get; init; }

    /// <summary>Whether <c>format</c> is a rule. By default it only describes, as the standard says.</summary>
    public bool AssertsFormats { get; init; }

    /// <summary>More violations than this are not collected.</summary>
    public int Violations { get; init; } = 20;
}
