using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Messaging.Tests;

/// <summary>The handler as a host gets it, and a document in a folder of its own.</summary>
public sealed class MessageCaller : IAsyncDisposable
{
    private const string Pointer = "/do/0/say";

    private readonly string _folder = Directory.CreateTempSubdirectory("continuo-asyncapi-").FullName;
    private readonly ServiceProvider _host;
    private readonly IEffectHandler _handler;
    private int _calls;

    public MessageCaller(string document, Action<Services.Registry.ServicesOptions>? configure = null)
    {
        File.WriteAllText(Path.Combine(_folder, "api.yaml"), document);
        var services = new ServiceCollection();
        services.AddSingleton(EngineLimits.Default);
        services.AddSingleton<ISecretSource>(new Secrets());
        services.AddContinuoServices(options =>
        {
            options.DocumentBase = new Uri(_folder + "/");
            configure?.Invoke(options);
        });
        services.AddContinuoMessaging();
        _host = services.BuildServiceProvider();
        _handler = _host.GetServices<IEffectHandler>().Single(handler => handler.Kind == EffectKind.AsyncApi);
    }

    public async Task<JsonValue> Publish(string with, string message, JsonValue authentication = default)
    {
        var all = JsonValue.Parse(with).Object.With("message", JsonValue.Parse(message));
        return Result(await Perform(JsonObject.Of(("with", all), ("endpoints", Endpoints(authentication))), $"run/do/0/say/-/{++_calls}"));
    }

    /// <summary>The n-th message of a subscription; opens it when it is not open.</summary>
    public async Task<JsonValue> Next(string name, int n, string with, CancellationToken cancellation = default) => Result(await Consume(name, n, with, closes: false, cancellation: cancellation));

    public void Ended(InstanceId instance) => ((ILongPollHandler)_handler).Ended(instance);

    public Task<EffectOutcome> Consume(string name, int n, string with, bool closes, JsonValue authentication = default, Action? begun = null, CancellationToken cancellation = default)
    {
        var subscription = JsonObject.Of(("name", name), ("closes", closes));
        return Perform(JsonObject.Of(("with", JsonValue.Parse(with)), ("endpoints", Endpoints(authentication)), ("subscription", subscription)), $"{name}/{n}", begun, cancellation);
    }

    public async Task<WorkflowError> Error(string with, string type, int status, JsonValue authentication = default)
    {
        var all = JsonValue.Parse(with).Object.With("message", JsonValue.EmptyObject);
        var error = Assert.IsType<EffectOutcome.Failed>(await Perform(JsonObject.Of(("with", all), ("endpoints", Endpoints(authentication))), "key")).Error;
        Assert.Equal(("https://open-workflow-specification.org/spec/1.0.0/errors/" + type, status), (error.Type, error.Status));
        return error;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static JsonObject Endpoints(JsonValue authentication) => JsonObject.Of(
        ("server", authentication.IsNull ? JsonObject.Empty : JsonObject.Of(("authentication", authentication))),
        ("document", JsonObject.Of(("uri", "api.yaml"))));

    private static JsonValue Result(EffectOutcome outcome) =>
        outcome is EffectOutcome.Returned returned ? returned.Result : throw new InvalidOperationException(((EffectOutcome.Failed)outcome).Error.ToString());

    private async Task<EffectOutcome> Perform(JsonValue arguments, string key, Action? begun = null, CancellationToken cancellation = default) =>
        await ((ILongPollHandler)_handler).Perform(new EffectRequest(EffectKind.AsyncApi, arguments, key, 1, Pointer, Guid.Empty, null), new EffectToken(new InstanceId("i"), 1, 1, 1), begun ?? (() => { }), cancellation);

    private sealed class Secrets : ISecretSource
    {
        public JsonValue? Find(string name) => name == "token" ? "t0ken-value" : (JsonValue?)null;
    }
}
