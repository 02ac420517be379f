using System.Collections.Immutable;
using Continuo.Engine.Instances;

namespace Continuo.Runtime;

/// <param name="Id">The instance's id; generated when absent.</param>
/// <param name="Labels">What lists can be filtered by.</param>
public sealed record StartOptions(InstanceId? Id = null, ImmutableArray<KeyValuePair<string, string>> Labels = default);
