using System.Net;
using System.Net.Http;
using System.Text;
using Continuo.Engine;
using Continuo.Runtime.Effects;
using Continuo.Services.Agents;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Services.Documents;
using Continuo.Services.Grpc;
using Continuo.Services.Mcp;
using Continuo.Services.OpenApi;
using Continuo.Services.Registry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Continuo.Services;

/// <summary>Adds this module to a host.</summary>
public static class ServicesRegistration
{
    // Long enough to keep connections warm, short enough that a changed DNS record is seen within minutes.
    private static readonly TimeSpan s_connectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Adds the handlers of <c>call: http</c>, <c>openapi</c>, <c>grpc</c>, <c>mcp</c> and <c>a2a</c>. Options come from <c>Continuo:Services</c>, then from <paramref name="configure"/>.</summary>
    /// <remarks>Secrets are looked up in the host's <see cref="ISecretSource"/>; without one every secret is missing.</remarks>
    public static IServiceCollection AddContinuoServices(this IServiceCollection services, Action<ServicesOptions>? configure = null)
    {
        services.AddOptions<ServicesOptions>()
            .Configure<IServiceProvider>((options, host) => host.GetService<IConfiguration>()?.GetSection(ServicesOptions.Section).Bind(options))
            .Configure(configure ?? (_ => { }))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServicesOptions>, ServicesOptionsCheck>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(EngineLimits.Default);
        services.TryAddSingleton<ISecretSource>(NoSecrets.Instance);
        services.TryAddSingleton<ServiceTable>();
        services.TryAddSingleton<OutgoingHosts>();
        services.TryAddSingleton<IOutgoingAddresses>(host => host.GetRequiredService<OutgoingHosts>());
        services.TryAddSingleton<CallTransport>();
        services.TryAddSingleton<CallAnswer>();
        services.TryAddSingleton<CallAttempt>();
        services.TryAddSingleton<CallPerformer>();
        services.TryAddSingleton<AuthorityDirectory>();
        services.TryAddSingleton<TokenIssuer>();
        services.TryAddSingleton<TokenCache>();
        services.TryAddSingleton<CallAuthentication>();
        services.TryAddSingleton<DocumentDownload>();
        services.TryAddSingleton<IResourceDownload>(host => host.GetRequiredService<DocumentDownload>());
        services.TryAddSingleton<IDocumentSource, FoundDocuments>();
        services.TryAddSingleton<OpenApiDocuments>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, HttpCallHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, OpenApiCallHandler>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, DocumentHandler>());
        AddProtocols(services);

        services.TryAddSingleton<DocumentFetcher>();
        services.TryAddSingleton(host => new DefinitionLoader(host.GetRequiredService<DocumentFetcher>(), host.GetRequiredService<TimeProvider>()));

        AddClient(services, CallTransport.Client, s_connectionLifetime);
        AddClient(services, CallTransport.FreshClient, TimeSpan.Zero);
        return services;
    }

    private static void AddProtocols(IServiceCollection services)
    {
        services.TryAddSingleton<ProtoFiles>();
        services.TryAddSingleton<GrpcChannels>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, GrpcCallHandler>());
        services.TryAddSingleton<McpTransports>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, McpCallHandler>());
        services.TryAddSingleton<AgentCards>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, A2ACallHandler>());
    }

    // The factory's loggers write addresses and headers, and these may hold secrets.
    private static void AddClient(IServiceCollection services, string name, TimeSpan connectionLifetime) =>
        services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(host => Connections(host.GetRequiredService<IOptions<ServicesOptions>>().Value, connectionLifetime))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

    private static SocketsHttpHandler Connections(ServicesOptions options, TimeSpan connectionLifetime) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = connectionLifetime,
        ConnectTimeout = options.ConnectTimeout,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ActivityHeadersPropagator = null,
    };
}
