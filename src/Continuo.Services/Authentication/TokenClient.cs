using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>Who asks for a token, and how he proves it.</summary>
internal sealed record TokenClient(string? Id, string? Secret, string? Assertion, string Method)
{
    public static TokenClient Read(JsonValue client, string scheme)
    {
        var method = client["authentication"].AsString ?? "client_secret_post";
        var read = new TokenClient(client["id"].AsString, client["secret"].AsString, client["assertion"].AsString, method);
        return method switch
        {
            "client_secret_basic" when read.Id is null || read.Secret is null => throw TokenPolicy.Wrong(scheme, "has no client.id or no client.secret, which client_secret_basic needs"),
            "client_secret_jwt" when read.Assertion is null && (read.Id is null || read.Secret is null) => throw TokenPolicy.Wrong(scheme, "has no client.id or no client.secret, which client_secret_jwt needs"),
            "private_key_jwt" when read.Assertion is null => throw TokenPolicy.Wrong(scheme, "has no client.assertion, which private_key_jwt needs: a signed JWT"),
            "client_secret_post" or "client_secret_basic" or "client_secret_jwt" or "private_key_jwt" or "none" => read,
            _ => throw TokenPolicy.Wrong(scheme, $"has the client.authentication '{method}', which is none of the standard's"),
        };
    }
}
