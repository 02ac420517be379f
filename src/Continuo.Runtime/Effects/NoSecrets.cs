using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>A host without secrets.</summary>
public sealed class NoSecrets : ISecretSource
{
    public static NoSecrets Instance { get; } = new();

    public JsonValue? Find(string name) => null;
}
