using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;

namespace Continuo.Runtime.Effects;

/// <summary>Performs a kind of effect that may wait for weeks: once it only waits, it says so, and holds no slot from then on.</summary>
/// <remarks>As <see cref="IEffectHandler"/>.</remarks>
public interface ILongPollHandler : IEffectHandler
{
    /// <param name="request">What to do.</param>
    /// <param name="token">Whose it is.</param>
    /// <param name="begun">To be called when the other side has acknowledged the start, at most once, from any thread.</param>
    /// <param name="cancellation">Ends when nobody waits for the result any more.</param>
    ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, Action begun, CancellationToken cancellation);

    /// <summary>An instance has ended: what the handler keeps open for it between two effects is of no use any more. Must not block.</summary>
    void Ended(InstanceId instance);
}
