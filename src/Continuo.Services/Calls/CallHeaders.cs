using System.Collections.Immutable;
using System.Text;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>The headers that the author asks for: his own, and the one of his authentication.</summary>
internal static class CallHeaders
{
    public static ImmutableArray<CallHeader> Read(JsonValue arguments, CallSecrets secrets)
    {
        var headers = ImmutableArray.CreateBuilder<CallHeader>();
        foreach (var (name, value) in arguments["headers"].AsObject ?? JsonObject.Empty)
        {
            // The length is counted, not believed.
            if (!value.IsNull && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(Checked(name, CallText.Of(secrets.Resolve(value)), CallText.Of(value)));
            }
        }

        if (arguments["authentication"] is { IsNull: false } authentication)
        {
            headers.RemoveAll(h => h.Is("Authorization"));
            headers.Add(Authorization(authentication, secrets));
        }

        return headers.ToImmutable();
    }

    private static CallHeader Authorization(JsonValue authentication, CallSecrets secrets)
    {
        switch (authentication["scheme"].AsString)
        {
            case "basic":
                var user = Credential(authentication, "username", secrets);
                var password = Credential(authentication, "password", secrets);
                var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
                var shown = $"@base64({Shown(authentication["username"])}:{Shown(authentication["password"])})";
                secrets.Remember(encoded, shown);
                return Checked("Authorization", $"Basic {encoded}", $"Basic {shown}");
            case "bearer":
                return Checked("Authorization", $"Bearer {Credential(authentication, "token", secrets)}", $"Bearer {Shown(authentication["token"])}");
            case var other:
                throw new CallFailedException(CallErrors.Configuration($"The authentication scheme '{other}' is not supported by call: http: use basic or bearer."));
        }
    }

    private static string Credential(JsonValue authentication, string member, CallSecrets secrets) =>
        secrets.Resolve(authentication[member]) is { IsNull: false } value
            ? CallText.Of(value)
            : throw new CallFailedException(CallErrors.Configuration($"The {authentication["scheme"].AsString} authentication has no {member}."));

    // A credential in the clear is a habit of tests; it is not repeated into histories all the same.
    private static string Shown(JsonValue credential) => credential.IsSymbolic ? credential.Symbolic.ToString() : "***";

    private static CallHeader Checked(string name, string value, string shown)
    {
        if (name.Length == 0 || !name.All(IsTokenChar))
        {
            throw new CallFailedException(CallErrors.Configuration($"'{name}' is not a header's name."));
        }

        if (value.Any(c => c is < ' ' and not '\t' or '\u007f'))
        {
            throw new CallFailedException(CallErrors.Configuration($"The value of the header {name} has a line break or another control character."));
        }

        return new CallHeader(name, value, shown, IsSecret: value != shown);
    }

    private static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
