using Continuo.Processes.Containers;
using Continuo.Processes.Running;
using Continuo.Processes.Scripts;
using Continuo.Processes.Shells;
using Continuo.Runtime.Effects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Continuo.Processes;

/// <summary>Adds this module to a host.</summary>
public static class ProcessesRegistration
{
    /// <summary>Adds <c>run: shell</c>, <c>script</c> and <c>container</c>. What of them may start is <see cref="ProcessesOptions.Allowed"/>: nothing until you say so. Options come from <c>Continuo:Processes</c>, then from <paramref name="configure"/>.</summary>
    public static IServiceCollection AddContinuoProcesses(this IServiceCollection services, Action<ProcessesOptions>? configure = null)
    {
        services.AddOptions<ProcessesOptions>()
            .Configure<IServiceProvider>((options, host) => host.GetService<IConfiguration>()?.GetSection(ProcessesOptions.Section).Bind(options))
            .Configure(configure ?? (_ => { }))
            .Validate(options => options is { MaxOutputBytes: > 0, MaxProcesses: > 0, MaxSourceBytes: > 0, MaxScriptBytes: > 0 }, $"The limits of {ProcessesOptions.Section} must be more than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISecretSource>(NoSecrets.Instance);
        services.TryAddSingleton<ProcessStarter>();
        services.TryAddSingleton<ScriptSource>();
        services.TryAddSingleton<EmbeddedScripts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IProcessKind, ShellKind>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IProcessKind, ScriptKind>());
        services.TryAddSingleton<ContainerEngine>();
        services.TryAddSingleton<ContainerJanitor>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IProcessKind, ContainerKind>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectHandler, ProcessHandler>());
        return services;
    }
}
