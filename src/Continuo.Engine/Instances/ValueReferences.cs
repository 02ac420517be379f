using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Values of facts that the state already holds: the whole of a register, a member of it, an array with a tail more, an object with some members changed.</summary>
/// <remarks>Found by shared references, never by comparing contents.</remarks>
internal static class ValueReferences
{
    private const int ManyMembers = 32;

    public static bool Write(FactWriter writer, JsonValue value, Anchors? anchors)
    {
        if (anchors is null)
        {
            return false;
        }

        foreach (var place in anchors.Places)
        {
            if (place.Value.IsSameAs(value))
            {
                WritePlace(writer, ValueTag.Ref, place.Frame, place.Register);
                return true;
            }
        }

        foreach (var place in anchors.Places)
        {
            if (WriteMember(writer, value, place) || WriteAppend(writer, value, place, anchors) || WritePatch(writer, value, place, anchors))
            {
                return true;
            }
        }

        return false;
    }

    private static bool WriteMember(FactWriter writer, JsonValue value, (int Frame, Register Register, JsonValue Value) place)
    {
        if (place.Value.AsObject is not { Count: <= ManyMembers } members)
        {
            return false;
        }

        for (var i = 0; i < members.Count; i++)
        {
            if (members.Values[i].IsSameAs(value))
            {
                WritePlace(writer, ValueTag.Member, place.Frame, place.Register);
                writer.Int(i);
                return true;
            }
        }

        return false;
    }

    private static bool WriteAppend(FactWriter writer, JsonValue value, (int Frame, Register Register, JsonValue Value) place, Anchors anchors)
    {
        if (value.AsArray is not { } array || place.Value.AsArray is not { } start || !array.Extends(start))
        {
            return false;
        }

        WritePlace(writer, ValueTag.Append, place.Frame, place.Register);
        ValueCodec.WriteItems(writer, array.Span[start.Count..], anchors);
        return true;
    }

    private static bool WritePatch(FactWriter writer, JsonValue value, (int Frame, Register Register, JsonValue Value) place, Anchors anchors)
    {
        if (value.AsObject is not { Count: >= 2 } changed || place.Value.AsObject is not { Count: >= 2 } start || start.Count > changed.Count)
        {
            return false;
        }

        var different = changed.Count - start.Count;
        for (var i = 0; i < start.Count; i++)
        {
            if (!ReferenceEquals(start.Keys[i], changed.Keys[i]) && start.Keys[i] != changed.Keys[i])
            {
                return false;
            }

            different += start.Values[i].IsSameAs(changed.Values[i]) ? 0 : 1;
        }

        if (different * 2 > changed.Count)
        {
            return false;
        }

        WritePlace(writer, ValueTag.Patch, place.Frame, place.Register);
        writer.ULong((uint)different);
        for (var i = 0; i < changed.Count; i++)
        {
            if (i >= start.Count || !start.Values[i].IsSameAs(changed.Values[i]))
            {
                writer.Text(changed.Keys[i]);
                ValueCodec.Write(writer, changed.Values[i], anchors);
            }
        }

        return true;
    }

    public static JsonValue ReadPatch(ref FactReader reader, InstanceState state)
    {
        var start = ReadPlace(ref reader, state).Object;
        var count = ValueCodec.CountOf(ref reader);
        var builder = new JsonObject.Builder(start, count);
        for (var i = 0; i < count; i++)
        {
            var key = reader.Text();
            builder.Set(key, ValueCodec.Read(ref reader, state));
        }

        return builder.Build();
    }

    private static void WritePlace(FactWriter writer, ValueTag tag, int frame, Register register)
    {
        writer.Byte((byte)tag);
        writer.Byte((byte)register);
        writer.Int(frame);
    }

    public static JsonValue ReadPlace(ref FactReader reader, InstanceState state)
    {
        var register = (Register)reader.Byte();
        return Anchors.Resolve(state, reader.Int(), register);
    }
}
