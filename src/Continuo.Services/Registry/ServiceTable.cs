using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Registry;

/// <summary>The registered services: a name to its base addresses, used in turn.</summary>
/// <remarks>Thread-safe. Only an address without a port is a service's name: <c>http://payments:8080/</c> is a host.</remarks>
internal sealed class ServiceTable(IOptions<ServicesOptions> options)
{
    private readonly FrozenDictionary<string, Service> _services =
        options.Value.Endpoints.ToFrozenDictionary(e => e.Key, e => new Service([.. e.Value.Select(address => new Uri(address))]), StringComparer.OrdinalIgnoreCase);

    public bool IsService(Uri address) => Find(address) is not null;

    /// <summary>Whether a registered service lives at the address's host and port.</summary>
    public bool IsReplica(Uri address) =>
        _services.Values.Any(service => service.Replicas.Any(r => r.Scheme == address.Scheme && r.Authority.Equals(address.Authority, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Where the address leads now: to the next replica of a service, with path and query kept; anything else to itself.</summary>
    public Uri Locate(Uri address)
    {
        if (Find(address) is not { } service)
        {
            return address;
        }

        var replica = service.Next();

        // Joined as text: resolved as a reference, a path that begins with two slashes would name another host.
        return new Uri(replica.GetLeftPart(UriPartial.Authority) + replica.AbsolutePath.TrimEnd('/') + address.PathAndQuery);
    }

    private Service? Find(Uri address) => address.IsDefaultPort ? _services.GetValueOrDefault(address.IdnHost) : null;

    private sealed class Service(Uri[] replicas)
    {
        private uint _turn = uint.MaxValue;

        public Uri[] Replicas { get; } = replicas;

        public Uri Next() => Replicas[Interlocked.Increment(ref _turn) % (uint)Replicas.Length];
    }
}
