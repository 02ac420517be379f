using System.Net.Http;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Calls;

/// <summary>Performs a call over HTTP, whatever its request is made of: sends it, reads the answer, and makes a standard error of what goes wrong.</summary>
internal sealed class CallPerformer(CallTransport transport, CallAnswer answers, ISecretSource secrets, TimeProvider time, IOptions<ServicesOptions> options)
{
    private readonly TimeSpan _callTimeout = options.Value.CallTimeout;

    /// <param name="request">The effect.</param>
    /// <param name="plan">Makes the request. Secrets are resolved in it and nowhere else; it ends with a <see cref="CallFailedException"/> when there is none to make.</param>
    /// <param name="cancellation">Ends the call when nobody waits for it any more.</param>
    public async ValueTask<EffectOutcome> Perform(EffectRequest request, Func<CallSecrets, CancellationToken, ValueTask<CallPlan>> plan, CancellationToken cancellation)
    {
        var found = new CallSecrets(secrets);
        using var trace = CallTrace.Start(request);

        // The engine keeps deadlines: it abandons the call, and its error is the task's whose time is up, not the call's. Only a call that has none is bounded here.
        using var limit = request.Deadline is null ? new CancellationTokenSource(_callTimeout, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        WorkflowError error;
        try
        {
            return new EffectOutcome.Returned(await Call(await plan(found, either.Token), found, trace, either.Token));
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
    }

    private async Task<JsonValue> Call(CallPlan plan, CallSecrets found, CallTrace trace, CancellationToken cancellation)
    {
        var (answer, asked) = await transport.Send(plan, trace, cancellation);
        using (answer)
        {
            return await answers.Read(plan, asked, trace, answer, found.Mask(), cancellation);
        }
    }
}
