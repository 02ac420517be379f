using System.Collections.Immutable;

namespace Continuo.Runtime.Lifecycle;

/// <summary>Where lifecycle events are delivered to, at least once each, in order.</summary>
/// <remarks>
/// One call at a time. How far it was served is kept in the store under its name, so that it goes on there after a restart. One that fails is asked again, later and
/// later; nobody else waits for it. Must not throw but for the cancellation.
/// </remarks>
public interface ILifecycleSink
{
    /// <summary>Its own among the sinks of a store.</summary>
    string Name { get; }

    LifecycleFilter Filter { get; }

    /// <returns>How many of the events were taken, and what became of the next.</returns>
    ValueTask<SinkAnswer> Deliver(ImmutableArray<LifecycleEvent> events, CancellationToken cancellation);
}
