using Continuo.Workflows.Json;

namespace Continuo.Engine.Events;

/// <summary>An event in the log.</summary>
/// <param name="N">Its place in its part, consecutive from one.</param>
/// <param name="Event">The CloudEvent as JSON (structured form).</param>
/// <param name="At">When it was appended.</param>
public sealed record StoredEvent(long N, JsonValue Event, DateTimeOffset At)
{
    public string Type => Event["type"].AsString ?? "";
}

/// <summary>What an event and a listener must have in common to meet: a hash of the type, or <see cref="Any"/>.</summary>
public readonly record struct EventKey(long Hash)
{
    /// <summary>Meets every event.</summary>
    public static EventKey Any => default;

    /// <summary>The key of an event type. Frozen: it is stored with subscriptions and events.</summary>
    public static EventKey OfType(string type)
    {
        var hash = (long)System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(type));
        return new(hash == 0 ? 1 : hash);
    }
}
