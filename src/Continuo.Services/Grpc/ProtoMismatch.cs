using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Grpc;

/// <summary>Says why a value is not the message that a method takes.</summary>
internal static class ProtoMismatch
{
    private const int Shown = 60;

    public static CallFailedException Of(string at, string expected, JsonValue found)
    {
        var text = found.ToString();
        return Invalid($"'{at}' must be {expected}, found {(text.Length > Shown ? text[..Shown] + "..." : text)}.");
    }

    public static CallFailedException Unknown(string at, string name, ProtoMessage message) =>
        Invalid($"'{at}' has no field '{name}': {message.Name} has {(message.Fields.IsEmpty ? "none" : string.Join(", ", message.Fields.Select(field => field.JsonName)))}.");

    public static CallFailedException Several(string at, string first, string second) =>
        Invalid($"'{at}' has '{first}' and '{second}'; only one field of a oneof can be set.");

    private static CallFailedException Invalid(string detail) => new(CallErrors.Validation(detail));
}
