using System.Net;
using System.Security.Cryptography;
using System.Text;
using Continuo.Server.Api;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace Continuo.Server.Access;

/// <summary>Says who may use the API.</summary>
/// <remarks>
/// Bound to the loopback interface alone, the machine's users may; then a page in their browser must not: DNS rebinding is stopped by the Host header,
/// cross-site calls by the Origin. Any other binding demands the token of every request, also of those from this machine, for a proxy may stand before it.
/// Thread-safe.
/// </remarks>
internal sealed class AccessGuard(IServer server, ContinuoOptions options, AccessToken token)
{
    private readonly Lazy<bool> _isLoopbackOnly = new(() => IsLoopbackOnly(server));

    public bool NeedsToken => !_isLoopbackOnly.Value;

    public Problem? Refusal(HttpContext context)
    {
        if (OriginRefusal(context.Request) is { } foreign)
        {
            return foreign;
        }

        if (NeedsToken || !IsLocalConnection(context.Connection))
        {
            return TokenRefusal(context);
        }

        var host = context.Request.Host.Host;
        return IsLoopbackName(host) || options.AllowedHosts.Contains(host)
            ? null
            : new Problem(403, "host-not-allowed", $"Requests for the host '{host}' are not taken.", "Without a token only names of the loopback interface are.", "Use http://127.0.0.1 or http://localhost.");
    }

    private Problem? TokenRefusal(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        var given = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
        if (given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token.Value)))
        {
            return null;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem(
            401,
            given is null ? "token-missing" : "token-wrong",
            given is null ? "This server demands a token." : "The token is not this server's.",
            "It is bound to more than the loopback interface.",
            $"Send 'Authorization: Bearer TOKEN'; the token is in the file '{AccessToken.FileName}' of the server's data directory.");
    }

    private Problem? OriginRefusal(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || origin == $"{request.Scheme}://{request.Host.Value}" || options.AllowedOrigins.Contains(origin))
        {
            return null;
        }

        return new Problem(403, "origin-not-allowed", $"Pages of '{origin}' may not call this server.", "A page of another site could act in your name.", "Add the origin to the allowed ones if it is yours.");
    }

    private static bool IsLoopbackOnly(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.All(address =>
            Uri.TryCreate(address.Replace("//+", "//0.0.0.0", StringComparison.Ordinal).Replace("//*", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            && (IsLoopbackName(uri.Host) || uri.Host == "unix")) ?? true;

    // In-memory servers and unix sockets have no address: what reaches them is on this machine.
    private static bool IsLocalConnection(ConnectionInfo connection) => connection.LocalIpAddress is null || IPAddress.IsLoopback(connection.LocalIpAddress);

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
