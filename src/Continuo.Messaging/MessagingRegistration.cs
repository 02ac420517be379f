using Continuo.Messaging.AsyncApi;
using Continuo.Messaging.Brokers;
using Continuo.Runtime.Effects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Continuo.Messaging;

/// <summary>Adds this module to a host.</summary>
public static class MessagingRegistration
{
    /// <summary>Adds the handler of <c>call: asyncapi</c> with the protocols http, ws, nats, amqp, kafka, redis and mqtt.</summary>
    /// <remarks>The host has the services of Continuo.Services, too: documents, secrets and the list of allowed hosts are theirs.</remarks>
    public static IServiceCollection AddContinuoMessaging(this IServiceCollection services)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IBroker, AmqpBroker>(),
            ServiceDescriptor.Singleton<IBroker, HttpBroker>(),
            ServiceDescriptor.Singleton<IBroker, KafkaBroker>(),
            ServiceDescriptor.Singleton<IBroker, MqttBroker>(),
            ServiceDescriptor.Singleton<IBroker, NatsBroker>(),
            ServiceDescriptor.Singleton<IBroker, RedisBroker>(),
            ServiceDescriptor.Singleton<IBroker, WebSocketBroker>(),
        ]);
        services.TryAddSingleton<BrokerTable>();
        services.TryAddSingleton<OpenSubscriptions>();
        services.TryAddSingleton<MessageLimits>();
        services.TryAddSingleton<BrokerProof>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, AsyncApiCallHandler>());
        return services;
    }
}
