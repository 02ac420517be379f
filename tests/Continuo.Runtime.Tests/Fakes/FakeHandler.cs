using System.Collections.Concurrent;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Tests.Fakes;

/// <summary>An effect handler that the test completes by hand.</summary>
internal sealed class FakeHandler(EffectKind kind, Func<EffectRequest, CancellationToken, ValueTask<EffectOutcome>>? perform = null) : IEffectHandler
{
    private int _calls;

    public EffectKind Kind => kind;

    public int Calls => Volatile.Read(ref _calls);

    public static EffectRequest Request(EffectKind kind, JsonValue arguments = default) => new(kind, arguments, "key", 1, "/do/0/one", Guid.Empty, null);

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        return perform?.Invoke(request, cancellation) ?? ValueTask.FromResult<EffectOutcome>(new EffectOutcome.Returned(JsonValue.Null));
    }
}
