using System.Collections.Immutable;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Writes facts against the state before them.</summary>
internal sealed partial class FactEncoder
{
    private readonly Anchors _anchors = new();

    public void Write(FactWriter w, InstanceState state, Fact fact)
    {
        w.Count++;
        switch (fact)
        {
            case Fact.Started f:
                w.Byte((byte)FactKind.Started);
                WriteStart(w, state, f);
                break;
            case Fact.Opened f:
                w.Byte((byte)FactKind.Opened);
                _anchors.Gather(state, f.Parent);
                w.Int(f.Parent);
                w.Int(f.Node);
                w.Byte((byte)f.Kind);
                w.Int(f.Slot);
                Optional(w, f.In);
                Optional(w, f.Raw);
                w.OptionalTime(f.Deadline);
                break;
            case Fact.Ran f:
                w.Byte((byte)(f.RawOut is null ? FactKind.Ran : FactKind.RanExtended));
                _anchors.Gather(state, f.Parent);
                w.Int(f.Parent);
                w.Int(f.Node);
                w.Bool(f.Skipped);
                WriteEnd(w, f.Out, f.Context, f.Next);
                if (f.RawOut is { } rawOut)
                {
                    ValueCodec.Write(w, rawOut, _anchors);
                }

                break;
            case Fact.Closed f:
                w.Byte((byte)FactKind.Closed);
                _anchors.Gather(state, f.Frame);
                w.Int(f.Frame);
                WriteEnd(w, f.Out, f.Context, f.Next);
                break;
            case Fact.Items f:
                w.Byte((byte)FactKind.Items);
                _anchors.Gather(state, f.Frame);
                w.Int(f.Frame);
                ValueCodec.Write(w, f.Collection, _anchors);
                break;
            case Fact.Forked f:
                w.Byte((byte)FactKind.Forked);
                w.Int(f.Frame);
                w.Int(f.BranchesNode);
                w.Int(f.Count);
                break;
            case Fact.Won f:
                w.Byte((byte)FactKind.Won);
                w.Int(f.Frame);
                w.Int(f.Branch);
                break;
            case Fact.Lost f:
                w.Byte((byte)FactKind.Lost);
                w.Int(f.Frame);
                w.Int(f.Branch);
                Error(w, f.Error);
                break;
            case Fact.Requested f:
                w.Byte((byte)FactKind.Requested);
                _anchors.Gather(state, f.Frame);
                w.Int(f.Frame);
                w.Byte((byte)f.Kind);
                ValueCodec.Write(w, f.Arguments, _anchors);
                w.OptionalText(f.Key);
                w.Bool(f.Once);
                break;
            case Fact.Returned f:
                w.Byte((byte)FactKind.Returned);
                _anchors.Gather(state, state.Effects[f.Effect].Frame, f.Effect);
                w.Int(f.Effect);
                ValueCodec.Write(w, f.Result, _anchors);
                break;
            case Fact.EffectFailed f:
                w.Byte((byte)FactKind.EffectFailed);
                w.Int(f.Effect);
                Error(w, f.Error);
                break;
            case Fact.Raised f:
                w.Byte((byte)FactKind.Raised);
                w.Int(f.Frame);
                Error(w, f.Error);
                break;
            case Fact.TimedOut f:
                w.Byte((byte)FactKind.TimedOut);
                w.Int(f.Frame);
                Error(w, f.Error);
                break;
            case Fact.Caught f:
                w.Byte((byte)FactKind.Caught);
                w.Int(f.Frame);
                Error(w, f.Error);
                break;
            case Fact.Attempted f: Id(w, FactKind.Attempted, f.Effect); break;
            case Fact.ChildStarted f: Id(w, FactKind.ChildStarted, f.Effect); break;
            case Fact.Settled f: Id(w, FactKind.Settled, f.Effect); break;
            case Fact.Handling f: Id(w, FactKind.Handling, f.Frame); break;
            case Fact.Rethrown f: Id(w, FactKind.Rethrown, f.Frame); break;
            case Fact.DueReached f: Id(w, FactKind.DueReached, f.Frame); break;
            case Fact.Heard f: Id(w, FactKind.Heard, f.Frame); break;
            case Fact.Undone f: Id(w, FactKind.Undone, f.Scope); break;
            case Fact.Retrying f: IdAndTime(w, FactKind.Retrying, f.Frame, f.Due); break;
            case Fact.Waiting f: IdAndTime(w, FactKind.Waiting, f.Frame, f.Due); break;
            case Fact.UndoRetrying f: IdAndTime(w, FactKind.UndoRetrying, f.Frame, f.Due); break;
            default: WriteRare(w, state, fact); break;
        }
    }

    private void WriteEnd(FactWriter w, JsonValue? result, JsonValue? context, FlowTarget next)
    {
        Optional(w, result);
        Optional(w, context);
        w.Byte((byte)next.Kind);
        if (next.Kind == FlowKind.Jump)
        {
            w.Int(next.Ordinal);
        }
    }

    private void Optional(FactWriter w, JsonValue? value)
    {
        w.Bool(value is not null);
        if (value is { } given)
        {
            ValueCodec.Write(w, given, _anchors);
        }
    }

    private void Bound(FactWriter w, ImmutableArray<KeyValuePair<string, JsonValue>> bound)
    {
        w.ULong((uint)bound.Length);
        foreach (var (name, value) in bound)
        {
            w.Text(name);
            ValueCodec.Write(w, value, _anchors);
        }
    }

    private static void Id(FactWriter w, FactKind kind, int id)
    {
        w.Byte((byte)kind);
        w.Int(id);
    }

    private static void IdAndTime(FactWriter w, FactKind kind, int id, DateTimeOffset time)
    {
        Id(w, kind, id);
        w.Time(time);
    }

    internal static void Error(FactWriter w, WorkflowError error)
    {
        w.Text(error.Type);
        w.Int(error.Status);
        w.OptionalText(error.Title);
        w.OptionalText(error.Detail);
        w.OptionalText(error.Instance);
    }

    internal static void OptionalError(FactWriter w, WorkflowError? error)
    {
        w.Bool(error is not null);
        if (error is not null)
        {
            Error(w, error);
        }
    }
}
