using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>One member of an authentication, as it is sent and as people see it.</summary>
internal static class Credential
{
    public static string Of(JsonValue authentication, string member, CallSecrets secrets) =>
        secrets.Resolve(authentication[member]) is { IsNull: false } value
            ? CallText.Of(value)
            : throw new CallFailedException(CallErrors.Configuration($"The {authentication["scheme"].AsString} authentication has no {member}."));

    // A credential in the clear is a habit of tests; it is not repeated into histories all the same.
    public static string Shown(JsonValue credential) => credential.IsSymbolic ? credential.Symbolic.ToString() : "***";
}
