using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>The secrets that a case gives.</summary>
internal sealed class CaseSecrets(JsonObject secrets) : ISecretSource
{
    public JsonValue? Find(string name) => secrets.TryGet(name, out var value) ? value : (JsonValue?)null;
}
