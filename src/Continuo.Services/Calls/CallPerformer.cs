using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>Performs a call over HTTP, whatever its request is made of: sends it and reads the answer.</summary>
internal sealed class CallPerformer(CallTransport transport, CallAnswer answers, CallAttempt attempts)
{
    /// <param name="request">The effect.</param>
    /// <param name="plan">Makes the request. Secrets are resolved in it and nowhere else; it ends with a <see cref="CallFailedException"/> when there is none to make.</param>
    /// <param name="cancellation">Ends the call when nobody waits for it any more.</param>
    public ValueTask<EffectOutcome> Perform(EffectRequest request, Func<CallSecrets, CancellationToken, ValueTask<CallPlan>> plan, CancellationToken cancellation) =>
        attempts.Perform(request, async (found, trace, either) => await Call(await plan(found, either), found, trace, either), cancellation);

    private async Task<JsonValue> Call(CallPlan plan, CallSecrets found, CallTrace trace, CancellationToken cancellation)
    {
        var (answer, asked) = await transport.Send(plan, trace, cancellation);
        using (answer)
        {
            return await answers.Read(plan, asked, trace, answer, found.Mask(), cancellation);
        }
    }
}
