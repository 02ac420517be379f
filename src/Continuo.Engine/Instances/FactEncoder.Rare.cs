using System.Diagnostics;

namespace Continuo.Engine.Instances;

/// <summary>Starts, events, sagas and what operators do: facts that most turns do not have.</summary>
internal sealed partial class FactEncoder
{
    private void WriteRare(FactWriter w, InstanceState state, Fact fact)
    {
        switch (fact)
        {
            case Fact.Listening f:
                w.Byte((byte)FactKind.Listening);
                _anchors.Gather(state, f.Frame);
                w.Int(f.Frame);
                w.ULong((uint)f.Keys.Length);
                for (var i = 0; i < f.Keys.Length; i++)
                {
                    w.Long(f.Keys[i].Hash);
                    w.Long(f.Floors[i]);
                }

                Bound(w, f.Bound);
                break;
            case Fact.Taken f:
                w.Byte((byte)FactKind.Taken);
                _anchors.Gather(state, f.Frame);
                w.Int(f.Frame);
                w.Long(f.N);
                w.Long(f.Key.Hash);
                w.Int(f.Filter);
                w.Bool(f.IsUntil);
                Optional(w, f.Value);
                Bound(w, f.Bound);
                w.Bool(f.Satisfied);
                w.Bool(f.Queued);
                break;
            case Fact.Subscribed f:
                w.Byte((byte)FactKind.Subscribed);
                w.Int(f.Frame);
                w.OptionalTime(f.Due);
                break;
            case Fact.Judged f:
                w.Byte((byte)FactKind.Judged);
                w.Int(f.Frame);
                w.Bool(f.Kept);
                w.Byte((byte)f.Next);
                break;
            case Fact.Passed f:
                w.Byte((byte)FactKind.Passed);
                w.Int(f.Frame);
                w.Long(f.N);
                break;
            case Fact.Processed f:
                w.Byte((byte)FactKind.Processed);
                _anchors.Gather(state, f.Frame);
                w.Int(f.Frame);
                Optional(w, f.Result);
                Optional(w, f.Context);
                break;
            case Fact.Undoable f:
                w.Byte((byte)(f.Variables.IsEmpty ? FactKind.Undoable : FactKind.UndoableWith));
                _anchors.Gather(state, f.Source);
                w.Int(f.Scope);
                w.Int(f.Node);
                w.Text(f.Path);
                w.Text(f.Generation);
                w.Int(f.Source);
                ValueCodec.Write(w, f.In, _anchors);
                ValueCodec.Write(w, f.Out, _anchors);
                if (!f.Variables.IsEmpty)
                {
                    Bound(w, f.Variables);
                }

                break;
            case Fact.Compensating f:
                w.Byte((byte)FactKind.Compensating);
                OptionalError(w, f.Error);
                break;
            case Fact.Undoing f:
                w.Byte((byte)FactKind.Undoing);
                w.Int(f.Scope);
                w.Int(f.CompensateNode);
                break;
            case Fact.UndoFailed f:
                w.Byte((byte)FactKind.UndoFailed);
                w.Int(f.Scope);
                w.Text(f.Incident);
                break;
            case Fact.Suspended { Reason: { } reason }:
                w.Byte((byte)FactKind.SuspendedBecause);
                w.Needs(FactCodec.OperationsLevel);
                w.Text(reason);
                break;
            case Fact.Suspended: w.Byte((byte)FactKind.Suspended); break;
            case Fact.Indexed f:
                w.Byte((byte)FactKind.Indexed);
                w.Needs(FactCodec.OperationsLevel);
                OperationsCodec.WriteFields(w, f.Fields);
                break;
            case Fact.Migrated f:
                w.Byte((byte)FactKind.Migrated);
                w.Needs(FactCodec.OperationsLevel);
                OperationsCodec.Write(w, f.Registers);
                break;
            case Fact.Resumed f:
                w.Byte((byte)FactKind.Resumed);
                w.Long(f.Shift.Ticks);
                break;
            case Fact.Cancelling f:
                w.Byte((byte)FactKind.Cancelling);
                w.Text(f.Reason);
                w.Bool(f.Compensate);
                break;
            case Fact.Finished f:
                w.Byte((byte)FactKind.Finished);
                _anchors.Gather(state, InstanceState.Root);
                w.Byte((byte)f.Status);
                Optional(w, f.Output);
                OptionalError(w, f.Error);
                break;
            case Fact.Retried f:
                w.Byte((byte)FactKind.Retried);
                _anchors.Gather(state, InstanceState.Root);
                Optional(w, f.PatchedInput);
                w.Long(f.Shift.Ticks);
                w.ULong((uint)f.Deadlines.Length);
                foreach (var (frame, deadline) in f.Deadlines)
                {
                    w.Int(frame);
                    w.Time(deadline);
                }

                break;
            case Fact.Restarted f:
                w.Byte((byte)FactKind.Restarted);
                _anchors.Gather(state, 0);
                w.Int(f.RootNode);
                Optional(w, f.PatchedInput);
                Optional(w, f.In);
                w.OptionalTime(f.Deadline);
                break;
            case Fact.Stuck f:
                w.Byte((byte)FactKind.Stuck);
                w.Text(f.Reason);
                break;
            case Fact.Unstuck: w.Byte((byte)FactKind.Unstuck); break;
            default: throw new UnreachableException();
        }
    }

    private static void WriteStart(FactWriter w, InstanceState state, Fact.Started f)
    {
        var request = f.Request;
        w.Guid(f.Run);
        w.Text(request.Definition.Hex);
        w.Text(request.Workflow.Namespace);
        w.Text(request.Workflow.Name);
        w.Text(request.Version);
        w.Text(request.AskedVersion);
        ValueCodec.Write(w, request.Input, null);
        w.ULong((uint)request.Labels.Length);
        foreach (var (key, value) in request.Labels)
        {
            w.Text(key);
            w.Text(value);
        }

        w.OptionalText(request.Parent?.Instance.Text);
        w.Int(request.Parent?.Effect ?? 0);
        w.Int(request.Depth);
        w.Long(request.EventMark);
        w.Bool(f.In is not null);
        if (f.In is { } input)
        {
            ValueCodec.Write(w, input, null);
        }

        w.Int(f.RootNode);
        w.OptionalTime(f.Deadline);
    }
}
