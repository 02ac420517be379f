using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Effects;

/// <summary>Publishes the event that a task emits. Its id and time are fixed in the request, so a repeat is found to be a duplicate.</summary>
internal sealed class EmitHandler(ICommands commands) : IEffectHandler
{
    public EffectKind Kind => EffectKind.Emit;

    public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        await commands.Publish([request.Arguments], cancellation) switch
        {
            CommandResult.Published => new EffectOutcome.Returned(request.Arguments),
            CommandResult.Busy busy => new EffectOutcome.Busy(busy.RetryAfter),
            CommandResult.Refused refused => new EffectOutcome.Failed(EffectErrors.Runtime(refused.Why)),
            var other => throw new InvalidOperationException($"A publish was answered with {other.GetType().Name}."),
        };
}
