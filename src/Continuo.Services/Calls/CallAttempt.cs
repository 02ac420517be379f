using System.Net.Http;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Calls;

/// <summary>One attempt of a call in any protocol: what goes wrong becomes an error of the standard, without secrets.</summary>
internal sealed class CallAttempt(ISecretSource secrets, TimeProvider time, IOptions<ServicesOptions> options)
{
    private readonly TimeSpan _callTimeout = options.Value.CallTimeout;

    /// <param name="request">The effect.</param>
    /// <param name="call">Makes the call and masks its result. Throws <see cref="CallFailedException"/> with the error that it ends in.</param>
    /// <param name="cancellation">Ends when nobody waits for the result any more.</param>
    public ValueTask<EffectOutcome> Perform(EffectRequest request, Func<CallSecrets, CallTrace, CancellationToken, Task<JsonValue>> call, CancellationToken cancellation) =>
        PerformPoll(request, (found, trace, _, either) => call(found, trace, either), static () => { }, cancellation);

    /// <summary>A call that may become a long poll: from <paramref name="begun"/> on, which it calls itself, only its task's own time bounds it.</summary>
    /// <param name="request">The effect.</param>
    /// <param name="call">Makes the call; calls its action when it only waits.</param>
    /// <param name="begun">Whom to tell.</param>
    /// <param name="cancellation">Ends when nobody waits for the result any more.</param>
    public async ValueTask<EffectOutcome> PerformPoll(EffectRequest request, Func<CallSecrets, CallTrace, Action, CancellationToken, Task<JsonValue>> call, Action begun, CancellationToken cancellation)
    {
        var found = new CallSecrets(secrets);
        using var trace = CallTrace.Start(request);

        // The engine keeps deadlines: it abandons the call, and its error is the task's whose time is up, not the call's. Only a call that has none is bounded here.
        using var limit = request.Deadline is null ? new CancellationTokenSource(_callTimeout, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        WorkflowError error;
        try
        {
            return new EffectOutcome.Returned(await call(found, trace, Begun, either.Token));
        }
        catch (CallFailedException problem)
        {
            error = problem.Error;
        }
        catch (SecretMissingException problem)
        {
            error = CallErrors.Denied(problem.Message);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or HttpRequestException)
        {
            error = CallErrors.Communication("The answer broke off", $"The answer could not be read to its end: {problem.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            error = limit.IsCancellationRequested
                ? CallErrors.Communication("No answer", $"No complete answer within {nameof(ServicesOptions.CallTimeout)} ({_callTimeout}): set that option, or give the task a timeout of its own.")
                : CallErrors.Communication("Not reachable", $"No connection within {nameof(ServicesOptions.ConnectTimeout)} ({options.Value.ConnectTimeout}): the host does not answer, or a firewall drops the packets.");
        }

        error = found.Mask().Apply(error) with { Instance = request.Pointer };
        trace.Failed(error);
        return new EffectOutcome.Failed(error);

        void Begun()
        {
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
            begun();
        }
    }
}
