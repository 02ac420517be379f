using System.Collections.Frozen;
using Continuo.Services.Calls;
using Continuo.Services.Registry;

namespace Continuo.Messaging.Brokers;

/// <summary>The protocols that are spoken, by the names that documents have for them.</summary>
internal sealed class BrokerTable(IEnumerable<IBroker> brokers, OutgoingHosts allowed)
{
    private readonly FrozenDictionary<string, IBroker> _brokers =
        brokers.SelectMany(broker => broker.Protocols.Select(protocol => KeyValuePair.Create(protocol, broker))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public IBroker? Find(string protocol) => _brokers.GetValueOrDefault(protocol);

    /// <exception cref="CallFailedException">Nobody speaks the protocol, or the host is not allowed.</exception>
    public IBroker For(BrokerTarget target)
    {
        var broker = Find(target.Protocol)
            ?? throw new CallFailedException(CallErrors.Configuration($"The server's protocol is '{target.Protocol}': this version speaks {string.Join(", ", _brokers.Keys.Order(StringComparer.Ordinal))}."));
        return allowed.Allows(new Uri($"{target.Protocol}://{target.Host}:{target.PortOr(0)}"))
            ? broker
            : throw new CallFailedException(CallErrors.Denied($"Calls to {target.Host} are not allowed here: add the host to {ServicesOptions.Section}:AllowedHosts."));
    }
}
