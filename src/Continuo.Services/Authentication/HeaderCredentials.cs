using System.Text;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>Basic and bearer: a header, and nothing more to say.</summary>
internal sealed class HeaderCredentials(CallHeader header) : CallCredentials
{
    public override CallHeader Header => header;

    public static HeaderCredentials Basic(JsonValue authentication, CallSecrets secrets)
    {
        var user = Credential.Of(authentication, "username", secrets);
        var password = Credential.Of(authentication, "password", secrets);
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        var shown = $"@base64({Credential.Shown(authentication["username"])}:{Credential.Shown(authentication["password"])})";
        secrets.Remember(encoded, shown);
        return new(CallHeaders.Checked("Authorization", $"Basic {encoded}", $"Basic {shown}"));
    }

    public static HeaderCredentials Bearer(JsonValue authentication, CallSecrets secrets) =>
        new(CallHeaders.Checked("Authorization", $"Bearer {Credential.Of(authentication, "token", secrets)}", $"Bearer {Credential.Shown(authentication["token"])}"));
}
