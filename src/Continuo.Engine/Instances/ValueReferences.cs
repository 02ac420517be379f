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

        return value.Kind != JsonKind.String && WriteGrownMember(writer, value, anchors);
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

    /// <summary>The usual accumulator is a member: <c>{all: (.all + [$x])}</c>.</summary>
    private static bool WriteGrownMember(FactWriter writer, JsonValue value, Anchors anchors)
    {
        foreach (var place in anchors.Places)
        {
            if (place.Value.AsObject is not { Count: <= ManyMembers } members)
            {
                continue;
            }

            for (var i = 0; i < members.Count; i++)
            {
                var member = members.Values[i];
                if (value.AsArray is { } array && member.AsArray is { } head && array.Extends(head))
                {
                    WritePlace(writer, ValueTag.AppendMember, place.Frame, place.Register);
                    writer.Int(i);
                    ValueCodec.Write(writer, JsonArray.Of(array.Span[head.Count..]), anchors);
                    return true;
                }

                if (value.AsObject is { } changed && member.AsObject is { } start && Differences(start, changed) is { } different)
                {
                    WritePlace(writer, ValueTag.PatchMember, place.Frame, place.Register);
                    writer.Int(i);
                    ValueCodec.Write(writer, Changes(start, changed, different), anchors);
                    return true;
                }
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

        var begin = writer.Mark;
        var tail = array.Span[start.Count..];
        WritePlace(writer, ValueTag.Append, place.Frame, place.Register);
        ValueCodec.WriteItems(writer, tail, anchors);
        if (IsTooLong(writer, begin))
        {
            writer.Rewind(begin);
            WritePlace(writer, ValueTag.AppendValue, place.Frame, place.Register);
            ValueCodec.Write(writer, JsonArray.Of(tail), anchors);
        }

        return true;
    }

    private static bool WritePatch(FactWriter writer, JsonValue value, (int Frame, Register Register, JsonValue Value) place, Anchors anchors)
    {
        if (value.AsObject is not { } changed || place.Value.AsObject is not { } start || Differences(start, changed) is not { } different)
        {
            return false;
        }

        var begin = writer.Mark;
        WritePlace(writer, ValueTag.Patch, place.Frame, place.Register);
        writer.ULong((uint)different);
        for (var i = 0; i < changed.Count; i++)
        {
            if (IsChanged(start, changed, i))
            {
                writer.Text(changed.Keys[i]);
                ValueCodec.Write(writer, changed.Values[i], anchors);
            }
        }

        if (IsTooLong(writer, begin))
        {
            writer.Rewind(begin);
            WritePlace(writer, ValueTag.PatchValue, place.Frame, place.Register);
            ValueCodec.Write(writer, Changes(start, changed, different), anchors);
        }

        return true;
    }

    /// <summary>How many members are changed or new; null when that is most of them, or when it is another object.</summary>
    private static int? Differences(JsonObject start, JsonObject changed)
    {
        if (start.Count < 2 || start.Count > changed.Count)
        {
            return null;
        }

        var different = changed.Count - start.Count;
        for (var i = 0; i < start.Count; i++)
        {
            if (!ReferenceEquals(start.Keys[i], changed.Keys[i]) && start.Keys[i] != changed.Keys[i])
            {
                return null;
            }

            different += start.Values[i].IsSameAs(changed.Values[i]) ? 0 : 1;
        }

        return different * 2 > changed.Count ? null : different;
    }

    private static bool IsChanged(JsonObject start, JsonObject changed, int member) =>
        member >= start.Count || !start.Values[member].IsSameAs(changed.Values[member]);

    private static JsonObject Changes(JsonObject start, JsonObject changed, int different)
    {
        var changes = new JsonObject.Builder(different);
        for (var i = 0; i < changed.Count; i++)
        {
            if (IsChanged(start, changed, i))
            {
                changes.Set(changed.Keys[i], changed.Values[i]);
            }
        }

        return changes.Build();
    }

    /// <summary>Whether what was added should be a payload.</summary>
    private static bool IsTooLong(FactWriter writer, FactMark begin) =>
        writer.Length - begin.Length > Payload.InlineBytes && writer.Payloads is { Table: not null, Adds: true };

    public static JsonValue ReadMember(ref FactReader reader, InstanceState state) => ReadPlace(ref reader, state).Object.Values[reader.Int()];

    public static JsonValue ReadAppend(JsonValue start, ref FactReader reader, InstanceState state) => start.Array.Append(ValueCodec.Read(ref reader, state).Array.Span);

    public static JsonValue ReadPatch(JsonValue start, ref FactReader reader, InstanceState state)
    {
        var changes = ValueCodec.Read(ref reader, state).Object;
        var builder = new JsonObject.Builder(start.Object, changes.Count);
        for (var i = 0; i < changes.Count; i++)
        {
            builder.Set(changes.Keys[i], changes.Values[i]);
        }

        return builder.Build();
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
        writer.Places++;
        if (tag >= ValueTag.Payload)
        {
            writer.Newer(tag);
        }
        else
        {
            writer.Byte((byte)tag);
        }

        writer.Byte((byte)register);
        writer.Int(frame);
    }

    public static JsonValue ReadPlace(ref FactReader reader, InstanceState state)
    {
        var register = (Register)reader.Byte();
        return Anchors.Resolve(state, reader.Int(), register);
    }
}
