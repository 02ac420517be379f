using System.Collections.Frozen;
using Continuo.Services.Calls;
using Continuo.Services.Registry;

namespace Continuo.Messaging.Brokers;

/// <summary>The protocols that are spoken, by the names that documents have for them.</summary>
internal sealed class BrokerTable(IEnumerable<IBroker> brokers, OutgoingHosts allowed, ServiceTable services)
{
    private readonly FrozenDictionary<string, IBroker> _brokers =
        brokers.SelectMany(broker => broker.Protocols.Select(protocol => KeyValuePair.Create(protocol, broker))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public IBroker? Find(string protocol) => _brokers.GetValueOrDefault(protocol);

    /// <summary>The target at the registered service that its host names; else itself. Services have addresses of HTTP, so only what is spoken over it can be one.</summary>
    public BrokerTarget Locate(BrokerTarget target)
    {
        if (WebAddress(target) is not { } address || !services.IsService(address))
        {
            return target;
        }

        var actual = services.Locate(address);
        var secure = actual.Scheme == "https";
        return target with
        {
            Protocol = (target.Protocol.StartsWith('w') ? "ws" : "http") + (secure ? "s" : ""),
            IsSecure = secure,
            Host = actual.IdnHost,
            Port = actual.Port,
            Path = actual.AbsolutePath.TrimEnd('/'),
        };
    }

    private static Uri? WebAddress(BrokerTarget target) =>
        target.Port is null && target.Protocol is "http" or "https" or "ws" or "wss" ? new Uri($"http://{target.Host}{target.Path}") : null;

    /// <exception cref="CallFailedException">Nobody speaks the protocol, or the host is not allowed.</exception>
    public IBroker For(BrokerTarget target)
    {
        var broker = Find(target.Protocol)
            ?? throw new CallFailedException(CallErrors.Configuration($"The server's protocol is '{target.Protocol}': this version speaks {string.Join(", ", _brokers.Keys.Order(StringComparer.Ordinal))}."));
        return (WebAddress(target) is { } address && services.IsService(address)) || allowed.Allows(new Uri($"{target.Protocol}://{target.Host}:{target.PortOr(0)}"))
            ? broker
            : throw new CallFailedException(CallErrors.Denied($"Calls to {target.Host} are not allowed here: add the host to {ServicesOptions.Section}:AllowedHosts."));
    }
}
