using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Where secrets come from. Values never reach the journal, the history or a log.</summary>
/// <remarks>Called from any thread; must answer from memory.</remarks>
public interface ISecretSource
{
    /// <summary>The value, text or an object of texts; null when there is none.</summary>
    JsonValue? Find(string name);
}
