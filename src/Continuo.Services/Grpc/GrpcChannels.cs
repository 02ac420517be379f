using System.Collections.Concurrent;
using System.Net.Http;
using Continuo.Engine;
using Continuo.Services.Calls;
using Continuo.Services.Registry;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Grpc;

/// <summary>Connections to gRPC services, kept by address.</summary>
internal sealed class GrpcChannels(ServiceTable services, OutgoingHosts allowed, EngineLimits limits, IOptions<ServicesOptions> options) : IDisposable
{
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Uri, Lazy<GrpcChannel>> _channels = new();

    /// <summary>The channel to a host, and the address that it leads to. TLS by port or by need; a registered service says it itself.</summary>
    /// <exception cref="CallFailedException">The host is not allowed.</exception>
    public (GrpcChannel Channel, Uri Actual) Find(string host, int? port, bool authenticated)
    {
        var secure = port == 443 || (authenticated && !options.Value.PlaintextHosts.Contains(host));
        var builder = new UriBuilder(secure ? "https" : "http", host);
        if (port is { } given)
        {
            builder.Port = given;
        }

        if (!allowed.Allows(builder.Uri))
        {
            throw new CallFailedException(CallErrors.Denied($"Calls to {builder.Uri.Authority} are not allowed here: add the host to {ServicesOptions.Section}:AllowedHosts, or register a service."));
        }

        var actual = new Uri(services.Locate(builder.Uri).GetLeftPart(UriPartial.Authority));
        return (_channels.GetOrAdd(actual, address => new Lazy<GrpcChannel>(() => Open(address))).Value, actual);
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Value.Dispose();
        }
    }

    private GrpcChannel Open(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = (int)Math.Min(limits.ValueBytes, int.MaxValue),
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            ConnectTimeout = options.Value.ConnectTimeout,
            KeepAlivePingDelay = s_keepAlive,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
        },
    });
}
