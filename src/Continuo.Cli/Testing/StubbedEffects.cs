using System.Net.Http;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Processes;
using Continuo.Runtime.Effects;
using Continuo.Services;
using Continuo.Workflows.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Continuo.Cli.Testing;

/// <summary>Performs the effects that leave the engine: by stubs, and notes what was asked for.</summary>
/// <remarks>One call at a time. Calls over HTTP go through the real handler, so that requests, redirects and errors are the real ones; only the network is not there.</remarks>
internal sealed class StubbedEffects : IAsyncDisposable
{
    private readonly StubTable _stubs;
    private readonly ISecretSource _secrets;
    private readonly Lazy<ServiceProvider> _services;
    private EffectRequest? _calling;
    private StubAnswer? _ofTask;
    private TimeSpan _delay;
    private MissingStubException? _missing;
    private WorkflowError? _error;

    public StubbedEffects(StubTable stubs, ISecretSource secrets)
    {
        (_stubs, _secrets) = (stubs, secrets);
        _services = new(() => new ServiceCollection()
            .AddLogging()
            .AddSingleton(secrets)
            .AddContinuoServices()
            .AddSingleton<IHttpClientFactory>(new StubbedHttp(AnswerHttp))
            .BuildServiceProvider());
    }

    public List<CallMade> Calls { get; } = [];

    /// <summary>The answer for an effect and how long it takes; null when nothing stands in for it.</summary>
    /// <exception cref="MissingStubException">A call over HTTP for which there is no stub.</exception>
    public async ValueTask<(EffectOutcome Outcome, TimeSpan Delay)?> Perform(EffectRequest request, EffectToken token)
    {
        var answer = _stubs.Next(pattern => pattern.MeetsTask(request.Pointer));
        if (request.Kind == EffectKind.Http && answer is not { Output: not null } and not { Error: not null })
        {
            return await Call(request, token, answer);
        }

        answer ??= _stubs.Next(pattern => pattern.Meets(request.Kind, request.Arguments));
        if (answer is null)
        {
            return null;
        }

        Calls.Add(Made(request));
        return (OutcomeOf(answer, request), answer.Delay);
    }

    public ValueTask DisposeAsync() => _services.IsValueCreated ? _services.Value.DisposeAsync() : ValueTask.CompletedTask;

    private async ValueTask<(EffectOutcome Outcome, TimeSpan Delay)?> Call(EffectRequest request, EffectToken token, StubAnswer? answer)
    {
        (_calling, _ofTask, _delay, _missing, _error) = (request, answer, TimeSpan.Zero, null, null);

        // A header is seen by whoever looks at the calls. What needs an authority or a question of the callee is not proved to a stub.
        var plain = request.Arguments["authentication"]["scheme"].AsString is "basic" or "bearer" ? request : request with { Arguments = request.Arguments.Object.Without("authentication") };
        var handler = _services.Value.GetServices<IEffectHandler>().First(one => one.Kind == EffectKind.Http);
        var outcome = await handler.Perform(plain, token, CancellationToken.None);
        if (_missing is { } missing)
        {
            throw missing;
        }

        return (_error is null ? outcome : new EffectOutcome.Failed(_error with { Instance = request.Pointer }), _delay);
    }

    private StubAnswer AnswerHttp(HttpRequestMessage message, string body)
    {
        var (method, address) = (message.Method.Method, message.RequestUri!);
        var answer = _ofTask ?? _stubs.Next(pattern => pattern.Meets(method, address));
        if (answer is null)
        {
            _missing = new MissingStubException($"{method} {address} (task {_calling!.Pointer})", $"- http: {method} {address.GetLeftPart(UriPartial.Path)}\n  answer: {{ body: {{}} }}");
            throw new HttpRequestException("nothing stands in for it");
        }

        Calls.Add(new CallMade(EffectKind.Http, _calling!.Pointer, _calling.Arguments, HttpRecord.Of(message, body)) { Method = method, Address = address });
        _delay += answer.Delay;
        if (answer.Error is { } error)
        {
            _error = error;
            throw new HttpRequestException("the stub says so");
        }

        return answer;
    }

    private CallMade Made(EffectRequest request)
    {
        var clear = new CallSecrets(_secrets).Resolve(request.Arguments);
        if (request.Kind == EffectKind.Http)
        {
            return new CallMade(request.Kind, request.Pointer, clear, HttpRecord.Of(clear))
            {
                Method = clear["method"].AsString ?? "GET",
                Address = Uri.TryCreate(clear["uri"].AsString, UriKind.Absolute, out var address) ? address : new Uri("http://unknown/"),
            };
        }

        string[] shown = request.Kind is EffectKind.Function or EffectKind.StartChild ? ["input"] : ["with", "endpoints"];
        var arguments = new JsonObject.Builder(shown.Length);
        foreach (var name in shown)
        {
            arguments.Set(name, clear[name]);
        }

        return new CallMade(request.Kind, request.Pointer, clear, arguments.Build());
    }

    private static EffectOutcome OutcomeOf(StubAnswer answer, EffectRequest request)
    {
        if (answer.Error is { } error)
        {
            return new EffectOutcome.Failed(error with { Instance = request.Pointer });
        }

        if (answer.Output is { } output)
        {
            return new EffectOutcome.Returned(output);
        }

        if (request.Kind != EffectKind.Process)
        {
            return new EffectOutcome.Returned(answer.Body ?? JsonValue.Null);
        }

        try
        {
            var ended = new ProcessResult(answer.Code, answer.Stdout, answer.Stderr);
            var returned = request.Arguments["return"].AsString ?? "stdout";
            return new EffectOutcome.Returned(request.Arguments["await"].IsTruthy ? ended.Output(returned, request.Arguments["run"].AsString ?? "process") : JsonValue.Null);
        }
        catch (ProcessFailedException problem)
        {
            return new EffectOutcome.Failed(problem.Error with { Instance = request.Pointer });
        }
    }
}
