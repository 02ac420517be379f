using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Services.Secrets;

/// <summary>The source of a host that has none.</summary>
internal sealed class NoSecrets : ISecretSource
{
    public JsonValue? Find(string name) => null;
}
