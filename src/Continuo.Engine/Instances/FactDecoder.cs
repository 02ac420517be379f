using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Reads facts against the state before them.</summary>
internal static class FactDecoder
{
    /// <exception cref="NewerJournalException">A fact of a kind that this version does not know.</exception>
    public static Fact Read(ref FactReader r, InstanceState state)
    {
        var kind = (FactKind)r.Byte();
        switch (kind)
        {
            case FactKind.Started: return ReadStart(ref r, state);
            case FactKind.Opened: return ReadOpened(ref r, state);
            case FactKind.Ran or FactKind.RanExtended:
                var (parent, node, skipped) = (r.Int(), r.Int(), r.Bool());
                var ran = new Fact.Ran(parent, node, skipped, Optional(ref r, state), Optional(ref r, state), Next(ref r));
                return kind == FactKind.Ran ? ran : ran with { RawOut = ValueCodec.Read(ref r, state) };
            case FactKind.Closed: return new Fact.Closed(r.Int(), Optional(ref r, state), Optional(ref r, state), Next(ref r));
            case FactKind.Items: return new Fact.Items(r.Int(), ValueCodec.Read(ref r, state));
            case FactKind.Forked: return new Fact.Forked(r.Int(), r.Int(), r.Int());
            case FactKind.Won: return new Fact.Won(r.Int(), r.Int());
            case FactKind.Lost: return new Fact.Lost(r.Int(), r.Int(), Error(ref r));
            case FactKind.Requested: return new Fact.Requested(r.Int(), (EffectKind)r.Byte(), ValueCodec.Read(ref r, state), r.OptionalText(), r.Bool());
            case FactKind.Attempted: return new Fact.Attempted(r.Int());
            case FactKind.Returned: return new Fact.Returned(r.Int(), ValueCodec.Read(ref r, state));
            case FactKind.EffectFailed: return new Fact.EffectFailed(r.Int(), Error(ref r));
            case FactKind.ChildStarted: return new Fact.ChildStarted(r.Int());
            case FactKind.Settled: return new Fact.Settled(r.Int());
            case FactKind.Raised: return new Fact.Raised(r.Int(), Error(ref r));
            case FactKind.TimedOut: return new Fact.TimedOut(r.Int(), Error(ref r));
            case FactKind.Caught: return new Fact.Caught(r.Int(), Error(ref r));
            case FactKind.Retrying: return new Fact.Retrying(r.Int(), r.Time());
            case FactKind.Handling: return new Fact.Handling(r.Int());
            case FactKind.Rethrown: return new Fact.Rethrown(r.Int());
            case FactKind.Waiting: return new Fact.Waiting(r.Int(), r.Time());
            case FactKind.DueReached: return new Fact.DueReached(r.Int());
            default: return ReadRare(kind, ref r, state);
        }
    }

    private static Fact ReadRare(FactKind kind, ref FactReader r, InstanceState state)
    {
        switch (kind)
        {
            case FactKind.Listening: return ReadListening(ref r, state);
            case FactKind.Taken:
                return new Fact.Taken(r.Int(), r.Long(), new EventKey(r.Long()), r.Int(), r.Bool(), Optional(ref r, state), Bound(ref r, state), r.Bool(), r.Bool());
            case FactKind.Passed: return new Fact.Passed(r.Int(), r.Long());
            case FactKind.Processed: return new Fact.Processed(r.Int(), Optional(ref r, state), Optional(ref r, state));
            case FactKind.Undoable or FactKind.UndoableWith:
                var (scope, node, path, generation, source) = (r.Int(), r.Int(), r.Text(), r.Text(), r.Int());
                return new Fact.Undoable(
                    scope, source, node, path, generation, ValueCodec.Read(ref r, state), ValueCodec.Read(ref r, state), kind == FactKind.UndoableWith ? Bound(ref r, state) : []);
            case FactKind.Compensating: return new Fact.Compensating(OptionalError(ref r));
            case FactKind.Undoing: return new Fact.Undoing(r.Int(), r.Int());
            case FactKind.Heard: return new Fact.Heard(r.Int());
            case FactKind.Subscribed: return new Fact.Subscribed(r.Int(), r.OptionalTime());
            case FactKind.Judged: return new Fact.Judged(r.Int(), r.Bool(), (FramePhase)r.Byte());
            case FactKind.Undone: return new Fact.Undone(r.Int());
            case FactKind.UndoRetrying: return new Fact.UndoRetrying(r.Int(), r.Time());
            case FactKind.UndoFailed: return new Fact.UndoFailed(r.Int(), r.Text());
            case FactKind.Suspended: return new Fact.Suspended();
            case FactKind.Resumed: return new Fact.Resumed(new TimeSpan(r.Long()));
            case FactKind.Cancelling: return new Fact.Cancelling(r.Text(), r.Bool());
            case FactKind.Finished: return new Fact.Finished((InstanceStatus)r.Byte(), Optional(ref r, state), OptionalError(ref r));
            case FactKind.Retried:
                return new Fact.Retried(Optional(ref r, state), new TimeSpan(r.Long()), Deadlines(ref r));
            case FactKind.Restarted: return new Fact.Restarted(r.Int(), Optional(ref r, state), Optional(ref r, state), r.OptionalTime());
            case FactKind.Stuck: return new Fact.Stuck(r.Text());
            case FactKind.Unstuck: return new Fact.Unstuck();
            case FactKind.SuspendedBecause: return new Fact.Suspended(r.Text());
            case FactKind.Indexed: return new Fact.Indexed(OperationsCodec.ReadFields(ref r, state));
            case FactKind.Migrated: return new Fact.Migrated(OperationsCodec.ReadRegisters(ref r, state));
            default:
                throw new NewerJournalException($"The journal holds a fact of kind {(byte)kind}, which this version does not know. Was the store written by a newer version?");
        }
    }

    private static Fact.Started ReadStart(ref FactReader r, InstanceState state)
    {
        var run = r.Guid();
        var definition = new DefinitionHash(r.Text());
        var workflow = new WorkflowName(r.Text(), r.Text());
        var (version, asked) = (r.Text(), r.Text());
        var input = ValueCodec.Read(ref r, state);
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            labels.Add(new(r.Text(), r.Text()));
        }

        var parent = r.OptionalText();
        var effect = r.Int();
        var request = new StartRequest
        {
            Definition = definition,
            Workflow = workflow,
            Version = version,
            AskedVersion = asked,
            Input = input,
            Labels = labels.ToImmutable(),
            Parent = parent is null ? null : new ParentLink(new InstanceId(parent), effect),
            Depth = r.Int(),
            EventMark = r.Long(),
        };
        return new Fact.Started(request, run, Optional(ref r, state), r.Int(), r.OptionalTime());
    }

    private static Fact.Opened ReadOpened(ref FactReader r, InstanceState state)
    {
        var (parent, node, kind, slot) = (r.Int(), r.Int(), (FrameKind)r.Byte(), r.Int());
        var (input, raw) = (Optional(ref r, state), Optional(ref r, state));
        return new Fact.Opened(parent, node, kind, slot, input, r.OptionalTime(), raw);
    }

    private static Fact.Listening ReadListening(ref FactReader r, InstanceState state)
    {
        var frame = r.Int();
        var count = (int)r.ULong();
        var keys = ImmutableArray.CreateBuilder<EventKey>(count);
        var floors = ImmutableArray.CreateBuilder<long>(count);
        for (var i = 0; i < count; i++)
        {
            keys.Add(new EventKey(r.Long()));
            floors.Add(r.Long());
        }

        return new Fact.Listening(frame, keys.ToImmutable(), floors.ToImmutable(), Bound(ref r, state));
    }

    private static FlowTarget Next(ref FactReader r)
    {
        var kind = (FlowKind)r.Byte();
        return new FlowTarget(kind, kind == FlowKind.Jump ? r.Int() : 0);
    }

    private static JsonValue? Optional(ref FactReader r, InstanceState state) => r.Bool() ? ValueCodec.Read(ref r, state) : default(JsonValue?);

    internal static ImmutableArray<KeyValuePair<string, JsonValue>> Bound(ref FactReader r, InstanceState state)
    {
        var bound = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonValue>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            var name = r.Text();
            bound.Add(new(name, ValueCodec.Read(ref r, state)));
        }

        return bound.ToImmutable();
    }

    private static ImmutableArray<KeyValuePair<int, DateTimeOffset>> Deadlines(ref FactReader r)
    {
        var deadlines = ImmutableArray.CreateBuilder<KeyValuePair<int, DateTimeOffset>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            deadlines.Add(new(r.Int(), r.Time()));
        }

        return deadlines.ToImmutable();
    }

    internal static WorkflowError Error(ref FactReader r) => new(r.Text(), r.Int(), r.OptionalText(), r.OptionalText(), r.OptionalText());

    internal static WorkflowError? OptionalError(ref FactReader r) => r.Bool() ? Error(ref r) : null;
}
