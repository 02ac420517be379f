using System.Runtime.CompilerServices;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Values in facts and snapshots. With anchors, what the state already holds is written as a reference, an appended tail, or changed members.</summary>
internal static class ValueCodec
{
    /// <summary>Shorter text is written again rather than referred to.</summary>
    public const int LongText = 24;

    private const int ManyMembers = 32;

    private enum Tag : byte
    {
        Null,
        False,
        True,
        Integer,
        Double,
        Literal,
        Text,
        Array,
        Object,
        Symbolic,
        Ref,
        Member,
        Append,
        Patch,
        Again,
    }

    public static void Write(FactWriter writer, JsonValue value, Anchors? anchors)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (writer.Shared is { } shared && shared.TryFind(value, out var number))
        {
            writer.Byte((byte)Tag.Again);
            writer.Int(number);
            return;
        }

        WriteWhole(writer, value, anchors);
        writer.Shared?.Written(value);
    }

    private static void WriteWhole(FactWriter writer, JsonValue value, Anchors? anchors)
    {
        switch (value.Kind)
        {
            case JsonKind.Null: writer.Byte((byte)Tag.Null); break;
            case JsonKind.False: writer.Byte((byte)Tag.False); break;
            case JsonKind.True: writer.Byte((byte)Tag.True); break;
            case JsonKind.Number: WriteNumber(writer, value); break;
            case JsonKind.Symbolic:
                writer.Byte((byte)Tag.Symbolic);
                SymbolicCodec.Write(writer, value.Symbolic);
                break;
            case JsonKind.String:
                if (value.String.Length < LongText || !WriteReference(writer, value, anchors))
                {
                    writer.Byte((byte)Tag.Text);
                    writer.Text(value.String);
                }

                break;
            case JsonKind.Array:
                if (value.Array.Count == 0 || !WriteReference(writer, value, anchors))
                {
                    WriteArray(writer, value.Array, anchors);
                }

                break;
            case JsonKind.Object:
                if (value.Object.Count == 0 || !WriteReference(writer, value, anchors))
                {
                    WriteObject(writer, value.Object, anchors);
                }

                break;
        }
    }

    public static JsonValue Read(ref FactReader reader, InstanceState state)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var tag = (Tag)reader.Byte();
        if (reader.Shared is not { } shared)
        {
            return ReadWhole(tag, ref reader, state);
        }

        return tag == Tag.Again ? shared[reader.Int()] : shared.Read(ReadWhole(tag, ref reader, state));
    }

    private static JsonValue ReadWhole(Tag tag, ref FactReader reader, InstanceState state)
    {
        switch (tag)
        {
            case Tag.Null: return default;
            case Tag.False: return false;
            case Tag.True: return true;
            case Tag.Integer: return (double)reader.Long();
            case Tag.Double: return reader.Double();
            case Tag.Literal: return JsonReader.ReadNumber(reader.Text());
            case Tag.Text: return reader.Text();
            case Tag.Array: return ReadArray(ref reader, state);
            case Tag.Object: return ReadObject(ref reader, state);
            case Tag.Symbolic: return SymbolicCodec.Read(ref reader);
            case Tag.Ref: return ReadPlace(ref reader, state);
            case Tag.Member: return ReadPlace(ref reader, state).Object.Values[reader.Int()];
            case Tag.Append: return ReadPlace(ref reader, state).Array.Append(ReadArray(ref reader, state).Array.Span);
            case Tag.Patch: return ReadPatch(ref reader, state);
            default: throw new InvalidDataException($"The journal holds a value of kind {(byte)tag}, which this version does not know.");
        }
    }

    private static void WriteNumber(FactWriter writer, JsonValue value)
    {
        if (value.Literal is { } literal)
        {
            writer.Byte((byte)Tag.Literal);
            writer.Text(literal);
            return;
        }

        var number = value.Number;
        if (number == Math.Floor(number) && Math.Abs(number) < 1L << 53 && !(number == 0 && double.IsNegative(number)))
        {
            writer.Byte((byte)Tag.Integer);
            writer.Long((long)number);
        }
        else
        {
            writer.Byte((byte)Tag.Double);
            writer.Double(number);
        }
    }

    private static void WriteArray(FactWriter writer, JsonArray array, Anchors? anchors)
    {
        writer.Byte((byte)Tag.Array);
        WriteItems(writer, array.Span, anchors);
    }

    private static void WriteItems(FactWriter writer, ReadOnlySpan<JsonValue> items, Anchors? anchors)
    {
        writer.ULong((uint)items.Length);
        foreach (var item in items)
        {
            Write(writer, item, anchors);
        }
    }

    private static void WriteObject(FactWriter writer, JsonObject value, Anchors? anchors)
    {
        writer.Byte((byte)Tag.Object);
        writer.ULong((uint)value.Count);
        for (var i = 0; i < value.Count; i++)
        {
            writer.Text(value.Keys[i]);
            Write(writer, value.Values[i], anchors);
        }
    }

    private static JsonValue ReadArray(ref FactReader reader, InstanceState state)
    {
        var items = new JsonValue[CountOf(ref reader)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Read(ref reader, state);
        }

        return JsonArray.Own(items);
    }

    private static JsonValue ReadObject(ref FactReader reader, InstanceState state)
    {
        var count = CountOf(ref reader);
        var builder = new JsonObject.Builder(count);
        for (var i = 0; i < count; i++)
        {
            var key = reader.Text();
            builder.Set(key, Read(ref reader, state));
        }

        return builder.Build();
    }

    public static int CountOf(ref FactReader reader)
    {
        var count = reader.ULong();
        return count <= int.MaxValue / 32 ? (int)count : throw new InvalidDataException($"The journal announces {count} items, which is more than a value can have.");
    }

    private static bool WriteReference(FactWriter writer, JsonValue value, Anchors? anchors)
    {
        if (anchors is null)
        {
            return false;
        }

        foreach (var place in anchors.Places)
        {
            if (place.Value.IsSameAs(value))
            {
                WritePlace(writer, Tag.Ref, place.Frame, place.Register);
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
                WritePlace(writer, Tag.Member, place.Frame, place.Register);
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

        WritePlace(writer, Tag.Append, place.Frame, place.Register);
        WriteItems(writer, array.Span[start.Count..], anchors);
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

        WritePlace(writer, Tag.Patch, place.Frame, place.Register);
        writer.ULong((uint)different);
        for (var i = 0; i < changed.Count; i++)
        {
            if (i >= start.Count || !start.Values[i].IsSameAs(changed.Values[i]))
            {
                writer.Text(changed.Keys[i]);
                Write(writer, changed.Values[i], anchors);
            }
        }

        return true;
    }

    private static JsonValue ReadPatch(ref FactReader reader, InstanceState state)
    {
        var start = ReadPlace(ref reader, state).Object;
        var count = CountOf(ref reader);
        var builder = new JsonObject.Builder(start, count);
        for (var i = 0; i < count; i++)
        {
            var key = reader.Text();
            builder.Set(key, Read(ref reader, state));
        }

        return builder.Build();
    }

    private static void WritePlace(FactWriter writer, Tag tag, int frame, Register register)
    {
        writer.Byte((byte)tag);
        writer.Byte((byte)register);
        writer.Int(frame);
    }

    private static JsonValue ReadPlace(ref FactReader reader, InstanceState state)
    {
        var register = (Register)reader.Byte();
        return Anchors.Resolve(state, reader.Int(), register);
    }
}
