using System.Collections.Immutable;
using System.IO.Hashing;
using Continuo.Engine.Events;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>States to snapshots and back.</summary>
public static class StateCodec
{
    /// <summary>All in one, payloads too.</summary>
    public static byte[] Encode(InstanceState state) => Encode(state, canonical: false);

    /// <summary>Equal for equal states, however their values are shared and whatever they were loaded from.</summary>
    public static UInt128 Sum(InstanceState state) => XxHash128.HashToUInt128(Encode(state, canonical: true));

    /// <summary>A snapshot for the store, with its large values as payloads: it is kept when the next one comes, and what has not changed by then is not kept twice.</summary>
    internal static Snapshot Take(InstanceState state) => Take(state, adds: true);

    /// <summary>Bytes of the state, each payload once.</summary>
    internal static long Measure(InstanceState state) => Take(state, adds: false).Size;

    private static Snapshot Take(InstanceState state, bool adds)
    {
        var w = new FactWriter { Shared = new SharedValues(), Payloads = new PayloadWriter { Table = state.Payloads, Adds = adds } };
        var bytes = Encode(state, w);
        return new(bytes, w.Payloads.Mentioned, [.. w.Payloads.New]);
    }

    /// <param name="state">What to write.</param>
    /// <param name="canonical">Whether equal states must give equal bytes however their values are shared.</param>
    internal static byte[] Encode(InstanceState state, bool canonical)
    {
        return Encode(state, new FactWriter { Shared = canonical ? null : new SharedValues() });
    }

    private static byte[] Encode(InstanceState state, FactWriter w)
    {
        w.Byte(1);
        w.Time(state.Now);
        WriteIdentity(w, state);
        WriteProgress(w, state);
        WriteTables(w, state);
        w.ULong((uint)state.Frames.Count);
        foreach (var frame in state.Frames.Values.OrderBy(frame => frame.Id))
        {
            FrameCodec.Write(w, frame);
        }

        w.ULong((uint)state.Ready.Count);
        foreach (var id in state.Ready)
        {
            w.Int(id);
        }

        OperationsCodec.Write(w, state);
        var bytes = w.Written.ToArray();
        bytes[0] = w.Level;
        return bytes;
    }

    /// <param name="id">The instance.</param>
    /// <param name="snapshot">What <see cref="Encode(InstanceState)"/> or <see cref="Take"/> gave.</param>
    /// <param name="payloads">Those that it refers to, and maybe others.</param>
    /// <exception cref="NewerJournalException">Written by a newer version: refuse the shard.</exception>
    /// <exception cref="InvalidDataException">Not a snapshot.</exception>
    public static InstanceState Decode(InstanceId id, ReadOnlySpan<byte> snapshot, ImmutableArray<Payload> payloads)
    {
        var r = new FactReader(snapshot, new SharedValues());
        var level = r.Byte();
        if (level > FactCodec.Level)
        {
            throw new NewerJournalException($"The snapshot of '{id}' has level {level}; this version reads up to {FactCodec.Level}. Update this node.");
        }

        var state = new InstanceState(id) { Now = r.Time(), FoldedBytes = snapshot.Length };
        state.Supply(payloads);
        ReadIdentity(ref r, state);
        ReadProgress(ref r, state);
        ReadTables(ref r, state);
        for (var count = r.ULong(); count > 0; count--)
        {
            var frame = FrameCodec.Read(ref r, state);
            state.Frames.Add(frame.Id, frame);
            if (frame.Work is { } work)
            {
                state.Dues.Add(new Due(work.UtcTicks, frame.Id, false));
            }

            if (frame.Deadline is { } deadline)
            {
                state.Dues.Add(new Due(deadline.UtcTicks, frame.Id, true));
            }
        }

        for (var count = r.ULong(); count > 0; count--)
        {
            state.Ready.Add(r.Int());
        }

        if (level >= FactCodec.OperationsLevel)
        {
            OperationsCodec.Read(ref r, state);
        }

        state.Payloads.EndRead();
        return state;
    }

    /// <summary>As <see cref="Decode(InstanceId, ReadOnlySpan{byte}, ImmutableArray{Payload})"/>, of what <see cref="Encode(InstanceState)"/> gave.</summary>
    public static InstanceState Decode(InstanceId id, ReadOnlySpan<byte> snapshot) => Decode(id, snapshot, []);

    private static void WriteIdentity(FactWriter w, InstanceState state)
    {
        w.Bool(state.Exists);
        w.Guid(state.Run);
        w.Text(state.Definition.Hex ?? "");
        w.Text(state.Workflow.Namespace ?? "");
        w.Text(state.Workflow.Name ?? "");
        w.Text(state.Version);
        w.Text(state.AskedVersion);
        w.OptionalText(state.Parent?.Instance.Text);
        w.Int(state.Parent?.Effect ?? 0);
        w.Int(state.Depth);
        w.ULong((uint)state.Labels.Length);
        foreach (var (key, value) in state.Labels)
        {
            w.Text(key);
            w.Text(value);
        }

        w.Time(state.CreatedAt);
        w.OptionalTime(state.FinishedAt);
        ValueCodec.Write(w, state.Input, null);
        w.Long(state.EventMark);
    }

    private static void ReadIdentity(ref FactReader r, InstanceState state)
    {
        state.Exists = r.Bool();
        state.Run = r.Guid();
        state.Definition = new DefinitionHash(r.Text());
        state.Workflow = new WorkflowName(r.Text(), r.Text());
        state.Version = r.Text();
        state.AskedVersion = r.Text();
        var (parent, effect) = (r.OptionalText(), r.Int());
        state.Parent = parent is null ? null : new ParentLink(new InstanceId(parent), effect);
        state.Depth = r.Int();
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            labels.Add(new(r.Text(), r.Text()));
        }

        state.Labels = labels.ToImmutable();
        state.CreatedAt = r.Time();
        state.FinishedAt = r.OptionalTime();
        state.Input = ValueCodec.Read(ref r, state);
        state.EventMark = r.Long();
    }

    private static void WriteProgress(FactWriter w, InstanceState state)
    {
        w.Byte((byte)state.Compensation);
        w.OptionalText(state.Incident);
        ValueCodec.Write(w, state.Context, null);
        ValueCodec.Write(w, state.Output, null);
        FactEncoder.OptionalError(w, state.Error);
        w.Int(state.Final is { } final ? (int)final : -1);
        w.OptionalText(state.StuckReason);
        w.OptionalTime(state.SuspendedAt);
        w.OptionalText(state.CancelReason);
        w.Int(state.NextFrame);
        w.Int(state.NextEffect);
        w.Int(state.Generations);
        w.Int(state.UndoSeq);
    }

    private static void ReadProgress(ref FactReader r, InstanceState state)
    {
        state.Compensation = (CompensationStatus)r.Byte();
        state.Incident = r.OptionalText();
        state.Context = ValueCodec.Read(ref r, state);
        state.Output = ValueCodec.Read(ref r, state);
        state.Error = FactDecoder.OptionalError(ref r);
        state.Final = r.Int() is var final and >= 0 ? (InstanceStatus)final : null;
        state.StuckReason = r.OptionalText();
        state.SuspendedAt = r.OptionalTime();
        state.CancelReason = r.OptionalText();
        state.NextFrame = r.Int();
        state.NextEffect = r.Int();
        state.Generations = r.Int();
        state.UndoSeq = r.Int();
    }

    private static void WriteTables(FactWriter w, InstanceState state)
    {
        w.ULong((uint)state.Consumed.Count);
        foreach (var (key, n) in state.Consumed)
        {
            w.Long(key);
            w.Long(n);
        }

        w.ULong((uint)state.Regenerated.Count);
        foreach (var (key, generation) in state.Regenerated.OrderBy(entry => entry.Value))
        {
            w.Int(key.Node);
            w.Text(key.Path);
            w.Text(key.Generation);
            w.Int(generation);
        }

        w.ULong((uint)state.Effects.Count);
        foreach (var effect in state.Effects.Values.OrderBy(effect => effect.Id))
        {
            w.Int(effect.Id);
            w.Int(effect.Frame);
            w.Byte((byte)effect.Kind);
            ValueCodec.Write(w, effect.Arguments, null);
            w.OptionalText(effect.Key);
            w.Int(effect.Node);
            w.Text(effect.Path);
            w.Text(effect.Generation);
            w.Bool(effect.Once);
            w.Bool(effect.Attempted);
            w.Bool(effect.ChildStarted);
        }
    }

    private static void ReadTables(ref FactReader r, InstanceState state)
    {
        for (var count = r.ULong(); count > 0; count--)
        {
            var key = new EventKey(r.Long());
            state.Consumed.Add(key.Hash, r.Long());
        }

        for (var count = r.ULong(); count > 0; count--)
        {
            state.Regenerated.Add((r.Int(), r.Text(), r.Text()), r.Int());
        }

        for (var count = r.ULong(); count > 0; count--)
        {
            var effect = new PendingEffect
            {
                Id = r.Int(),
                Frame = r.Int(),
                Kind = (EffectKind)r.Byte(),
                Arguments = ValueCodec.Read(ref r, state),
                Key = r.OptionalText(),
                Node = r.Int(),
                Path = r.Text(),
                Generation = r.Text(),
                Once = r.Bool(),
                Attempted = r.Bool(),
                ChildStarted = r.Bool(),
            };
            state.Effects.Add(effect.Id, effect);
        }
    }
}

/// <param name="Bytes">The encoded state.</param>
/// <param name="Payloads">What it refers to.</param>
/// <param name="New">What of that the store does not have yet.</param>
internal sealed record Snapshot(ReadOnlyMemory<byte> Bytes, ImmutableArray<PayloadEntry> Payloads, ImmutableArray<Payload> New)
{
    /// <summary>What a load of it reads.</summary>
    public long Size => Bytes.Length + Payloads.Sum(payload => (long)payload.Length);
}
