using Continuo.Engine.Interpretation;

namespace Continuo.Runtime.Effects;

/// <summary>Runs functions of the host in this process, on threads of their own.</summary>
internal sealed class FunctionHandler(FunctionRegistry functions, ISecretSource secrets, FunctionScheduler scheduler) : IEffectHandler
{
    public EffectKind Kind => EffectKind.Function;

    public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation)
    {
        var name = request.Arguments["name"].AsString ?? "";
        if (functions.Find(name) is not { } function)
        {
            var known = functions.Names.Any() ? Suggestion.For(name, functions.Names) : " This host has no functions.";
            return new EffectOutcome.Failed(EffectErrors.Configuration($"No function is called '{name}'.{known}"));
        }

        return new EffectOutcome.Returned(await scheduler.Run(function, SecretResolver.Resolve(request.Arguments["input"], secrets), cancellation));
    }
}
