using Continuo.Engine.Interpretation;

namespace Continuo.Runtime.Effects;

/// <summary>Performs one kind of effect.</summary>
/// <remarks>
/// Called concurrently, on threads of the effect scheduler. Must honour <paramref name="cancellation"/>: it ends when nobody waits for the result any more.
/// A failure of the callee is an <see cref="EffectOutcome.Failed"/>, not an exception. At least once: the same key may come again after a crash.
/// </remarks>
public interface IEffectHandler
{
    EffectKind Kind { get; }

    ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation);
}
