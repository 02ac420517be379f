using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Registry;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Calls;

/// <summary>Performs <c>call: http</c>.</summary>
internal sealed class HttpCallHandler(CallPerformer performer, CallAuthentication authentication, IOptions<ServicesOptions> options) : IEffectHandler
{
    public EffectKind Kind => EffectKind.Http;

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        performer.Perform(request, (found, ending) => Plan(request, found, ending), cancellation);

    private async ValueTask<CallPlan> Plan(EffectRequest request, CallSecrets found, CancellationToken cancellation) =>
        CallPlan.Create(request.Arguments, found, await authentication.Begin(request.Arguments["authentication"], found, cancellation), options.Value.DocumentBase);
}
