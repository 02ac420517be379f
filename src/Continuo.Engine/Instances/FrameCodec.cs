using Continuo.Engine.Events;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Frames in snapshots. Registers mostly repeat each other: see <see cref="SharedValues"/>.</summary>
internal static class FrameCodec
{
    public static void Write(FactWriter w, Frame frame)
    {
        w.Int(frame.Id);
        w.Int(frame.Parent);
        w.Int(frame.Node);
        w.Byte((byte)frame.Kind);
        w.Byte((byte)frame.Phase);
        w.Byte((byte)frame.Resume);
        w.Text(frame.Path);
        w.Int(frame.Slot);
        w.Text(frame.Generation);
        w.Int(frame.Passes);
        w.Time(frame.Since);
        ValueCodec.Write(w, frame.Raw, null);
        ValueCodec.Write(w, frame.In, null);
        ValueCodec.Write(w, frame.Val, null);
        w.Int(frame.Pc);
        ValueCodec.Write(w, frame.Items, null);
        w.Int(frame.Slots?.Length ?? -1);
        foreach (var slot in frame.Slots ?? [])
        {
            ValueCodec.Write(w, slot, null);
        }

        w.Int(frame.Open);
        FactEncoder.OptionalError(w, frame.Error);
        FactEncoder.OptionalError(w, frame.Caught);
        w.Int(frame.Attempt);
        w.Time(frame.FirstAttempt);
        w.OptionalTime(frame.Work);
        w.OptionalTime(frame.Deadline);
        w.Int(frame.Effect);
        w.Int(frame.Children);
        w.ULong((uint)(frame.Undo?.Count ?? 0));
        foreach (var entry in frame.Undo ?? [])
        {
            WriteUndo(w, entry);
        }

        ValueCodec.Write(w, frame.UndoInput, null);
        w.Bool(frame.Inbox is not null);
        if (frame.Inbox is { } inbox)
        {
            WriteInbox(w, inbox);
        }

        if (frame.Kind == FrameKind.Extended)
        {
            w.Bool(frame.Next is not null);
            w.Byte((byte)(frame.Next?.Kind ?? FlowKind.Continue));
            w.Int(frame.Next?.Ordinal ?? 0);
        }
    }

    public static Frame Read(ref FactReader r, InstanceState state)
    {
        var frame = new Frame
        {
            Id = r.Int(),
            Parent = r.Int(),
            Node = r.Int(),
            Kind = (FrameKind)r.Byte(),
            Phase = (FramePhase)r.Byte(),
            Resume = (FramePhase)r.Byte(),
            Path = r.Text(),
            Slot = r.Int(),
            Generation = r.Text(),
            Passes = r.Int(),
            Since = r.Time(),
            Raw = ValueCodec.Read(ref r, state),
        };
        frame.In = ValueCodec.Read(ref r, state);
        frame.Val = ValueCodec.Read(ref r, state);
        frame.Pc = r.Int();
        frame.Items = ValueCodec.Read(ref r, state);
        var slots = r.Int();
        if (slots >= 0)
        {
            frame.Slots = new JsonValue[slots];
            for (var i = 0; i < slots; i++)
            {
                frame.Slots[i] = ValueCodec.Read(ref r, state);
            }
        }

        frame.Open = r.Int();
        frame.Error = FactDecoder.OptionalError(ref r);
        frame.Caught = FactDecoder.OptionalError(ref r);
        frame.Attempt = r.Int();
        frame.FirstAttempt = r.Time();
        frame.Work = r.OptionalTime();
        frame.Deadline = r.OptionalTime();
        frame.Effect = r.Int();
        frame.Children = r.Int();
        for (var count = r.ULong(); count > 0; count--)
        {
            (frame.Undo ??= []).Add(ReadUndo(ref r, state));
        }

        frame.UndoInput = ValueCodec.Read(ref r, state);
        frame.Inbox = r.Bool() ? ReadInbox(ref r, state) : null;
        if (frame.Kind == FrameKind.Extended)
        {
            var (isKnown, next) = (r.Bool(), new FlowTarget((FlowKind)r.Byte(), r.Int()));
            frame.Next = isKnown ? next : null;
        }

        return frame;
    }

    private static UndoEntry ReadUndo(ref FactReader r, InstanceState state)
    {
        var seq = r.Int();
        return new UndoEntry(
            Math.Abs(seq), r.Int(), r.Text(), r.Text(), ValueCodec.Read(ref r, state), ValueCodec.Read(ref r, state), seq < 0 ? FactDecoder.Bound(ref r, state) : []);
    }

    private static void WriteUndo(FactWriter w, UndoEntry entry)
    {
        // A negative number says that variables follow; snapshots of entries without any stay as they were.
        w.Int(entry.Variables.IsEmpty ? entry.Seq : -entry.Seq);
        w.Int(entry.Node);
        w.Text(entry.Path);
        w.Text(entry.Generation);
        ValueCodec.Write(w, entry.In, null);
        ValueCodec.Write(w, entry.Out, null);
        if (!entry.Variables.IsEmpty)
        {
            w.ULong((uint)entry.Variables.Length);
            foreach (var (name, value) in entry.Variables)
            {
                w.Text(name);
                ValueCodec.Write(w, value, null);
            }
        }
    }

    private static void WriteInbox(FactWriter w, Inbox inbox)
    {
        w.ULong((uint)inbox.Keys.Length);
        for (var i = 0; i < inbox.Keys.Length; i++)
        {
            w.Long(inbox.Keys[i].Hash);
            w.Long(inbox.Floors[i]);
        }

        w.Long(inbox.Mark);
        w.ULong(inbox.Met);
        w.ULong(inbox.UntilMet);
        w.Bool(inbox.Satisfied);
        w.Bool(inbox.Queues);
        w.ULong((uint)inbox.Bound.Count);
        foreach (var (name, value) in inbox.Bound)
        {
            w.Text(name);
            ValueCodec.Write(w, value, null);
        }
    }

    private static Inbox ReadInbox(ref FactReader r, InstanceState state)
    {
        var count = (int)r.ULong();
        var keys = new EventKey[count];
        var floors = new long[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = new EventKey(r.Long());
            floors[i] = r.Long();
        }

        var mark = r.Long();
        var inbox = new Inbox { Keys = keys, Floors = floors, Mark = mark, Scanned = mark, Met = r.ULong(), UntilMet = r.ULong(), Satisfied = r.Bool(), Queues = r.Bool() };
        for (var bound = r.ULong(); bound > 0; bound--)
        {
            inbox.Bound[r.Text()] = ValueCodec.Read(ref r, state);
        }

        return inbox;
    }
}
