using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas;

/// <summary>A document that a schema refers to.</summary>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Value">The document.</param>
internal sealed record FoundSchema(string Name, JsonValue Value);
