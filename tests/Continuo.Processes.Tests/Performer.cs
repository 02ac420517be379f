using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Processes.Tests;

/// <summary>The handler as a host gets it, with secrets and options of a test.</summary>
public sealed class Performer : IAsyncDisposable
{
    public const string Key = "run/do/0/it/-/0";
    public const string Pointer = "/do/0/it";

    private readonly ServiceProvider _host;
    private readonly IEffectHandler _handler;

    public Performer(Action<ProcessesOptions>? configure = null, params (string Name, JsonValue Value)[] secrets)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ISecretSource>(new Secrets(secrets.ToDictionary(s => s.Name, s => s.Value)));
        services.AddContinuoProcesses(options =>
        {
            options.Allowed = AllowedProcesses.Shell | AllowedProcesses.Script | AllowedProcesses.Container;
            configure?.Invoke(options);
        });
        services.AddContinuoServices();
        _host = services.BuildServiceProvider();
        _handler = _host.GetServices<IEffectHandler>().Single(handler => handler.Kind == EffectKind.Process);
    }

    public static JsonValue Secret(string name) => SymbolicText.Secret(name);

    /// <summary>The arguments of an effect.</summary>
    public static JsonValue Ask(string run, JsonValue with, string returned = "stdout", bool isAwaited = true, JsonValue? source = null)
    {
        var arguments = new JsonObject.Builder().Set("run", run).Set("await", isAwaited).Set("return", returned).Set("with", with);
        if (source is { } given)
        {
            arguments.Set("source", given);
        }

        if (run == "container")
        {
            arguments.Set("of", JsonObject.Of(("namespace", "tests"), ("workflow", "pack"), ("task", "box it")));
        }

        return arguments.Build();
    }

    public static JsonValue Shell(string command, params ReadOnlySpan<(string Key, JsonValue Value)> more) => With(("command", command), more);

    public static JsonValue Python(string code, params ReadOnlySpan<(string Key, JsonValue Value)> more) => With(("language", "python"), [("code", code), .. more]);

    public static JsonValue Js(string code, params ReadOnlySpan<(string Key, JsonValue Value)> more) => With(("language", "js"), [("code", code), .. more]);

    public async Task<EffectOutcome> Perform(JsonValue arguments, int attempt = 1, string key = Key, CancellationToken cancellation = default) =>
        await _handler.Perform(new EffectRequest(EffectKind.Process, arguments, key, attempt, Pointer, Guid.Empty, null), new EffectToken(new InstanceId("i-1"), 1, attempt, 1), cancellation);

    public async Task<JsonValue> Result(JsonValue arguments, int attempt = 1) =>
        await Perform(arguments, attempt, cancellation: TestContext.Current.CancellationToken) switch
        {
            EffectOutcome.Returned returned => returned.Result,
            EffectOutcome.Failed failed => throw new InvalidOperationException(failed.Error.Detail),
            var other => throw new InvalidOperationException(other.ToString()),
        };

    public async Task<string> Error(JsonValue arguments, string type = "runtime", int attempt = 1)
    {
        var error = Assert.IsType<EffectOutcome.Failed>(await Perform(arguments, attempt, cancellation: TestContext.Current.CancellationToken)).Error;
        Assert.Equal("https://open-workflow-specification.org/spec/1.0.0/errors/" + type, error.Type);
        Assert.Equal(Pointer, error.Instance);
        return error.Detail ?? "";
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static JsonValue With((string Key, JsonValue Value) first, ReadOnlySpan<(string Key, JsonValue Value)> more)
    {
        var members = new JsonObject.Builder().Set(first.Key, first.Value);
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
