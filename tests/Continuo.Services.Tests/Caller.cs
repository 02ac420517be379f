using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Services.Tests;

/// <summary>The handler as a host gets it, with secrets and options of a test.</summary>
public sealed class Caller : IAsyncDisposable
{
    public const string Key = "run/do/0/pay//0";
    public const string Pointer = "/do/0/pay";

    private readonly ServiceProvider _host;
    private readonly EffectKind _kind;
    private readonly IEffectHandler _handler;

    public Caller(Action<ServicesOptions>? configure = null, EngineLimits? limits = null, TimeProvider? time = null, EffectKind kind = EffectKind.Http, params (string Name, JsonValue Value)[] secrets)
    {
        _kind = kind;
        var services = new ServiceCollection();
        services.AddSingleton(limits ?? EngineLimits.Default);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton<ISecretSource>(new Secrets(secrets.ToDictionary(s => s.Name, s => s.Value)));
        services.AddContinuoServices(configure);
        _host = services.BuildServiceProvider();
        _handler = _host.GetServices<IEffectHandler>().Single(h => h.Kind == kind);
    }

    public static Guid Run { get; } = Guid.Parse("0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");

    public static JsonValue Secret(string name) => SymbolicText.Secret(name);

    public static JsonValue Get(string uri, params ReadOnlySpan<(string Key, JsonValue Value)> more) => Arguments("get", uri, more);

    public static JsonValue Post(string uri, params ReadOnlySpan<(string Key, JsonValue Value)> more) => Arguments("post", uri, more);

    public async Task<EffectOutcome> Perform(JsonValue arguments, int attempt = 1, string key = Key, DateTimeOffset? deadline = null, CancellationToken cancellation = default) =>
        await _handler.Perform(new EffectRequest(_kind, arguments, key, attempt, Pointer, Run, deadline), new EffectToken(new InstanceId("order-1"), 1, attempt, 1), cancellation);

    public async Task<JsonValue> Result(JsonValue arguments) => Assert.IsType<EffectOutcome.Returned>(await Perform(arguments)).Result;

    public async Task<WorkflowError> Error(JsonValue arguments, string type)
    {
        var error = Assert.IsType<EffectOutcome.Failed>(await Perform(arguments)).Error;
        Assert.Equal("https://open-workflow-specification.org/spec/1.0.0/errors/" + type, error.Type);
        Assert.Equal(Pointer, error.Instance);
        return error;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static JsonValue Arguments(string method, string uri, ReadOnlySpan<(string Key, JsonValue Value)> more)
    {
        var members = new JsonObject.Builder().Set("method", method).Set("uri", uri);
        foreach (var (key, value) in more)
        {
            members.Set(key, value);
        }

        return members.Build();
    }

    private sealed class Secrets(Dictionary<string, JsonValue> values) : ISecretSource
    {
        public JsonValue? Find(string name) => values.TryGetValue(name, out var value) ? value : (JsonValue?)null;
    }
}
