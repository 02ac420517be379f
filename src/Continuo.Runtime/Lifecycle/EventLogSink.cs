using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Effects;

namespace Continuo.Runtime.Lifecycle;

/// <summary>Enters lifecycle events into the event log for the workflows that ask for them. What is delivered twice is a duplicate there.</summary>
/// <remarks>Events of workflows that listen for lifecycle events themselves are left out: their own steps would wake them for ever.</remarks>
internal sealed class EventLogSink(ICommands commands, DefinitionCache definitions) : ILifecycleSink
{
    private const int MostAtOnce = 500;

    public string Name => "event-log";

    public LifecycleFilter Filter => LifecycleFilter.All;

    public async ValueTask<SinkAnswer> Deliver(ImmutableArray<LifecycleEvent> events, CancellationToken cancellation)
    {
        for (var taken = 0; taken < events.Length; taken += MostAtOnce)
        {
            var wanted = new List<LifecycleEvent>();
            foreach (var happened in events.Skip(taken).Take(MostAtOnce))
            {
                if (await definitions.Find(happened.Definition, cancellation) is not { AsksForLifecycle: true })
                {
                    wanted.Add(happened);
                }
            }

            if (wanted.Count == 0)
            {
                continue;
            }

            switch (await commands.Publish([.. wanted.Select(happened => happened.Event)], cancellation))
            {
                case CommandResult.Published: break;
                case CommandResult.Refused refused: return new(taken, refused.Why, IsFinal: true);
                case CommandResult.Busy busy: return new(taken, busy.Limit);
                case var other: throw new InvalidOperationException($"A publish was answered with {other.GetType().Name}.");
            }
        }

        return new(events.Length);
    }
}
