using Continuo.Workflows.Json;

namespace Continuo.Messaging.AsyncApi;

/// <summary>What a call works on.</summary>
/// <param name="Address">Where messages go, with <c>{name}</c> for its parameters.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Operation">The operation on it, if the document has one.</param>
/// <param name="Message">What the document says of the message, if anything.</param>
internal sealed record AsyncApiTarget(string Address, JsonValue Channel, JsonValue Operation, JsonValue Message)
{
    /// <summary>Where a message of the channel carries its correlation id: <c>$message.header#/a/b</c>.</summary>
    public string? CorrelationOf(JsonValue message)
    {
        if (Message["correlationId"]["location"].AsString is not { } location || location.IndexOf('#', StringComparison.Ordinal) is not (> 0 and var hash))
        {
            return null;
        }

        var start = location[..hash] == "$message.header" ? message["headers"] : location[..hash] == "$message.payload" ? message["payload"] : default;
        var found = location[(hash + 1)..].Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(start, (value, part) => value[part]);
        return found.IsNull ? null : found.AsString ?? found.ToString();
    }
}
