using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Lifecycle;
using Continuo.Server.Access;
using Continuo.Server.Api;
using Continuo.Server.Hosting;
using Continuo.Server.Lifecycle;
using Continuo.Server.Secrets;
using Continuo.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Endpoint = Continuo.Server.Api.Endpoint;

namespace Continuo.Server;

/// <summary>Continuo in a program of your own: <c>AddContinuo</c> runs it, <c>MapContinuo</c> gives it its HTTP API.</summary>
public static class ContinuoHosting
{
    /// <summary>Adds the engine, its SQLite store, calls over HTTP and functions in C#. They start and drain with the host; <see cref="Node"/> is a service.</summary>
    public static IServiceCollection AddContinuo(this IServiceCollection services, Action<ContinuoOptions>? configure = null)
    {
        var options = new ContinuoOptions();
        configure?.Invoke(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.TryAddSingleton<ISecretSource, FollowedSecrets>();
        services.AddContinuoServices(calls =>
        {
            calls.DocumentBase ??= options.DocumentBase;
            foreach (var (name, address) in options.Services)
            {
                calls.Endpoints[name] = [address.ToString()];
            }

            foreach (var folder in options.DocumentFolders)
            {
                calls.DocumentFolders.Add(folder);
            }

            calls.DefaultCatalog = options.DefaultCatalog ?? calls.DefaultCatalog;
        });
        services.AddSingleton<AccessToken>();
        services.AddSingleton<AccessGuard>();
        foreach (var address in options.LifecycleSinks)
        {
            services.AddSingleton<ILifecycleSink>(_ => new WebhookSink(address));
        }

        services.AddSingleton<NodeParts>();
        services.AddSingleton<NodeFactory>();
        services.AddSingleton(provider => provider.GetRequiredService<NodeFactory>().Create());
        services.AddSingleton<Endpoint>();
        services.AddSingleton<WorkflowRoutes>();
        services.AddSingleton<InstanceRoutes>();
        services.AddSingleton<PurgeRoutes>();
        services.AddSingleton<EventRoutes>();
        services.AddSingleton<LifecycleRoutes>();
        services.AddSingleton<ClusterRoutes>();
        services.AddSingleton<OperationRoutes>();
        services.AddSingleton<HealthRoutes>();
        services.AddHostedService<NodeService>();
        return services;
    }

    /// <summary>As the other one, with options from a section of the host's configuration, such as <c>builder.Configuration.GetSection("Continuo")</c>.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="configuration">Options by their names.</param>
    /// <param name="configure">What is set here wins.</param>
    /// <exception cref="HostingException">A name or a value in the section is wrong.</exception>
    public static IServiceCollection AddContinuo(this IServiceCollection services, IConfiguration configuration, Action<ContinuoOptions>? configure = null) =>
        services.AddContinuo(options =>
        {
            ConfiguredOptions.Read(configuration, options);
            configure?.Invoke(options);
        });

    /// <summary>Maps the HTTP API under <c>/api/v1</c>, the health checks and <c>/openapi.json</c>, each behind its own access check.</summary>
    public static IEndpointRouteBuilder MapContinuo(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var endpoint = services.GetRequiredService<Endpoint>();
        var workflows = services.GetRequiredService<WorkflowRoutes>();
        var instances = services.GetRequiredService<InstanceRoutes>();
        var purge = services.GetRequiredService<PurgeRoutes>();
        var health = services.GetRequiredService<HealthRoutes>();
        var methods = new List<(string Pattern, string Method)> { ("/health/live", "GET") };

        routes.MapGet("/health/live", HealthRoutes.Live);
        Map("GET", "/health/ready", health.Ready);
        Map("GET", "/openapi.json", HealthRoutes.OpenApi);
        Map("PUT", "/api/v1/workflows", workflows.Deploy);
        Map("GET", "/api/v1/workflows", workflows.List);
        Map("GET", "/api/v1/workflows/{namespace}/{name}", workflows.One);
        Map("POST", "/api/v1/workflows/{namespace}/{name}/instances", instances.Start);
        Map("DELETE", "/api/v1/workflows/{namespace}/{name}", purge.Version);
        Map("GET", "/api/v1/instances", instances.List);
        Map("DELETE", "/api/v1/instances", purge.Many);
        Map("DELETE", "/api/v1/instances/{**path}", purge.One);
        Map("GET", "/api/v1/instances/{**path}", instances.Get);
        Map("POST", "/api/v1/instances/{**path}", instances.Act);
        var operations = services.GetRequiredService<OperationRoutes>();
        Map("POST", "/api/v1/operations", operations.Start);
        Map("GET", "/api/v1/operations/{id}", operations.One);
        Map("POST", "/api/v1/events", services.GetRequiredService<EventRoutes>().Publish);
        Map("GET", "/api/v1/lifecycle", services.GetRequiredService<LifecycleRoutes>().Watch);
        Map("GET", "/api/v1/cluster", services.GetRequiredService<ClusterRoutes>().Show);
        foreach (var path in methods.GroupBy(mapped => mapped.Pattern, mapped => mapped.Method))
        {
            routes.Map(path.Key, endpoint.Guarded(HealthRoutes.NotAllowed(path)));
        }

        routes.Map("/api/{**path}", endpoint.Guarded(HealthRoutes.Unknown));
        return routes;

        void Map(string method, string pattern, Func<ApiRequest, Task<Answer>> handle)
        {
            methods.Add((pattern, method));
            routes.MapMethods(pattern, [method], endpoint.Guarded(handle));
        }
    }
}
