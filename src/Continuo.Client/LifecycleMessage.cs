using System.Text.Json;

namespace Continuo.Client;

/// <summary>A lifecycle event.</summary>
/// <param name="Id">Where to go on after it: the <c>after</c> of another watch.</param>
/// <param name="Event">The CloudEvent.</param>
public sealed record LifecycleMessage(string Id, JsonElement Event);
