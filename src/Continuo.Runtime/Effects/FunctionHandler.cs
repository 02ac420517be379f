using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

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

        var clear = new CallSecrets(secrets);
        var input = clear.Resolve(request.Arguments["input"]);
        return clear.Any ? await Masked(function, input, clear.Mask(), cancellation) : new EffectOutcome.Returned(await scheduler.Run(function, input, cancellation));
    }

    /// <summary>What a function gives back or complains of may hold the secrets that it was given, and goes to the journal.</summary>
    private async ValueTask<EffectOutcome> Masked(Function function, JsonValue input, SecretMask mask, CancellationToken cancellation)
    {
        try
        {
            return new EffectOutcome.Returned(mask.Apply(await scheduler.Run(function, input, cancellation)));
        }
#pragma warning disable CA1031 // The effect's supervisor would show the message as it is.
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new EffectOutcome.Failed(EffectErrors.Runtime(mask.Apply($"{exception.GetType().FullName}: {exception.Message}")));
        }
    }
}
