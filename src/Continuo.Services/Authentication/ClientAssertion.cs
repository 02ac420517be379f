using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>The JWT of <c>client_secret_jwt</c>, RFC 7523, signed with HS256.</summary>
internal static class ClientAssertion
{
    private const int LifetimeSeconds = 60;

    public static string Sign(string id, string secret, string audience, DateTimeOffset now)
    {
        var issued = now.ToUnixTimeSeconds();
        var head = Encode(JsonObject.Of(("alg", "HS256"), ("typ", "JWT")));
        var claims = Encode(JsonObject.Of(
            ("iss", id),
            ("sub", id),
            ("aud", audience),
            ("jti", RandomNumberGenerator.GetHexString(32, lowercase: true)),
            ("iat", issued),
            ("exp", issued + LifetimeSeconds)));
        var signed = $"{head}.{claims}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(JsonWriter.WriteUtf8(part));
}
