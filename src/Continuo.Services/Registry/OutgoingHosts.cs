using Continuo.Runtime.Effects;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Registry;

/// <summary>Decides which hosts calls may reach.</summary>
internal sealed class OutgoingHosts(ServiceTable services, IOptions<ServicesOptions> options) : IOutgoingAddresses
{
    private readonly string[] _allowed = [.. options.Value.AllowedHosts];

    public bool Allows(Uri address) =>
        _allowed.Length == 0 || services.IsService(address) || services.IsReplica(address) || _allowed.Any(pattern => Matches(pattern, address));

    public Uri Locate(Uri address) => services.Locate(address);

    private static bool Matches(string pattern, Uri address) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? address.IdnHost.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : pattern.Equals(address.IdnHost, StringComparison.OrdinalIgnoreCase) || pattern.Equals($"{address.IdnHost}:{address.Port}", StringComparison.OrdinalIgnoreCase);
}
