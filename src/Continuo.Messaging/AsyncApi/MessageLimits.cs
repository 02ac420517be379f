using Continuo.Engine;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.AsyncApi;

/// <summary>What of a message an instance can hold.</summary>
internal sealed class MessageLimits(EngineLimits limits)
{
    /// <exception cref="CallFailedException">The message is too large.</exception>
    public JsonValue Checked(JsonValue message, int bytes) => bytes <= limits.ValueBytes
        ? message
        : throw new CallFailedException(CallErrors.TooLarge($"A message has {bytes} bytes; {limits.ValueBytes} are possible (limit {nameof(EngineLimits.ValueBytes)})."));
}
