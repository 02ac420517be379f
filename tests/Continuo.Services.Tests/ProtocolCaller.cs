using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Services.Tests;

/// <summary>The handler of a call in another protocol than HTTP, as a host gets it.</summary>
public sealed class ProtocolCaller : IAsyncDisposable
{
    private readonly ServiceProvider _host;
    private readonly IEffectHandler _handler;

    public ProtocolCaller(EffectKind kind, Action<ServicesOptions>? configure = null, EngineLimits? limits = null, params (string Name, JsonValue Value)[] secrets)
    {
        var known = secrets.ToDictionary(s => s.Name, s => s.Value);
        var services = new ServiceCollection();
        services.AddSingleton(limits ?? EngineLimits.Default);
        services.AddSingleton<ISecretSource>(new Secrets(known));
        services.AddContinuoServices(configure);
        _host = services.BuildServiceProvider();
        _handler = _host.GetServices<IEffectHandler>().Single(h => h.Kind == kind);
    }

    public async Task<EffectOutcome> Perform(JsonValue with, JsonValue endpoints, CancellationToken cancellation = default) => await _handler.Perform(
        new EffectRequest(_handler.Kind, JsonObject.Of(("with", with), ("endpoints", endpoints)), Caller.Key, 1, Caller.Pointer, Caller.Run, null),
        new EffectToken(new InstanceId("order-1"), 1, 1, 1),
        cancellation);

    public async Task<JsonValue> Result(JsonValue with, JsonValue endpoints)
    {
        var outcome = await Perform(with, endpoints);
        return outcome is EffectOutcome.Returned returned ? returned.Result : throw new InvalidOperationException(((EffectOutcome.Failed)outcome).Error.ToString());
    }

    public async Task<WorkflowError> Error(JsonValue with, JsonValue endpoints, string type, int status)
    {
        var error = Assert.IsType<EffectOutcome.Failed>(await Perform(with, endpoints)).Error;
        Assert.Equal(("https://open-workflow-specification.org/spec/1.0.0/errors/" + type, status), (error.Type, error.Status));
        Assert.Equal(Caller.Pointer, error.Instance);
        return error;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class Secrets(Dictionary<string, JsonValue> values) : ISecretSource
    {
        public JsonValue? Find(string name) => values.TryGetValue(name, out var value) ? value : (JsonValue?)null;
    }
}
