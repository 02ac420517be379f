using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Lifecycle;
using Continuo.Runtime.Ownership;

namespace Continuo.Server.Hosting;

/// <summary>What the modules of a host bring to its node.</summary>
internal sealed record NodeParts(IEnumerable<IEffectHandler> Handlers, IEnumerable<ILifecycleSink> Sinks, ISecretSource Secrets, IEnumerable<NodeStore> Stores, IEnumerable<INodeSeat> Seats);
