using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Testing;

/// <summary>What is outside of an <see cref="InstanceStory"/>: services that answer by idempotency key, and the log of events. It survives crashes.</summary>
internal sealed class StoryWorld
{
    private readonly List<StoredEvent> _log = [];

    public required Func<EffectRequest, EffectOutcome> Answers { get; set; }

    public List<EffectRequest> Asked { get; } = [];

    public Dictionary<string, EffectOutcome> Applied { get; } = [];

    public List<JsonValue> Emitted { get; } = [];

    public int Tail => _log.Count;

    public ImmutableArray<StoredEvent> EventsAfter(long mark) => [.. _log.Where(e => e.N > mark)];

    public void Publish(JsonValue cloudEvent, DateTimeOffset now) => _log.Add(new StoredEvent(_log.Count + 1, cloudEvent, now));

    /// <summary>Applies what is asked for the first time; the same key again gets the same answer.</summary>
    public EffectOutcome Perform(EffectRequest request, DateTimeOffset now)
    {
        Asked.Add(request);
        if (!Applied.TryGetValue(request.Key, out var outcome))
        {
            outcome = request.Kind == EffectKind.Emit ? Emit(request, now) : Answers(request);
            if (outcome is not EffectOutcome.Failed)
            {
                Applied.Add(request.Key, outcome);
            }
        }

        return outcome;
    }

    private EffectOutcome.Returned Emit(EffectRequest request, DateTimeOffset now)
    {
        Emitted.Add(request.Arguments);
        Publish(request.Arguments, now);
        return new EffectOutcome.Returned(JsonValue.Null);
    }
}
