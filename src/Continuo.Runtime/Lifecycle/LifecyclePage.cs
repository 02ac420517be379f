using System.Collections.Immutable;

namespace Continuo.Runtime.Lifecycle;

/// <param name="After">The position that was asked for.</param>
/// <param name="Events">What the commits after it tell, in their order.</param>
/// <param name="Through">Every commit up to here was looked at.</param>
internal sealed record LifecyclePage(ShardCursor After, ImmutableArray<LifecycleEvent> Events, ShardCursor Through);
