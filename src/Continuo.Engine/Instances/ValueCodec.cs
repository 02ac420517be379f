using System.Runtime.CompilerServices;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Values in facts and snapshots. With anchors, what the state already holds is written as a reference, an appended tail, or changed members.</summary>
internal static class ValueCodec
{
    /// <summary>Shorter text is written again rather than referred to.</summary>
    public const int LongText = 24;

    public static void Write(FactWriter writer, JsonValue value, Anchors? anchors)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (writer.Shared is { } shared && shared.TryFind(value, out var number))
        {
            writer.Byte((byte)ValueTag.Again);
            writer.Int(number);
            return;
        }

        var start = writer.Mark;
        var kind = value.Kind;
        if (!IsKnown(writer, value, kind, anchors) && !IsCutFromSnapshot(writer, value, kind))
        {
            WriteWhole(writer, value, kind, anchors);
            if (writer.Shared is null && writer.Length - start.Length > Payload.InlineBytes)
            {
                Cut(writer, value, start);
            }
        }

        writer.Shared?.Written(value);
    }

    /// <summary>Writes where the value is found, in the state or in the store.</summary>
    private static bool IsKnown(FactWriter writer, JsonValue value, JsonKind kind, Anchors? anchors)
    {
        var isSizable = kind switch
        {
            JsonKind.String => value.String.Length >= LongText,
            JsonKind.Array => value.Array.Count > 0,
            JsonKind.Object => value.Object.Count > 0,
            _ => false,
        };
        return isSizable && (ValueReferences.Write(writer, value, anchors) || writer.Payloads?.TryMention(writer, value) == true);
    }

    /// <summary>Makes a payload of a large value in a snapshot. It is written without the numbers of shared values, which mean nothing outside of the snapshot.</summary>
    private static bool IsCutFromSnapshot(FactWriter writer, JsonValue value, JsonKind kind)
    {
        if (writer.Shared is not { } shared || writer.Payloads is not { Table: { } table, Adds: true }
            || kind is not (JsonKind.String or JsonKind.Array or JsonKind.Object) || JsonExtent.Of(value).Bytes <= Payload.InlineBytes / 2)
        {
            return false;
        }

        var start = writer.Mark;
        writer.Shared = null;
        Write(writer, value, null);
        writer.Shared = shared;
        if (table.Find(value) is not null)
        {
            return true;
        }

        // Small besides what is large within it, and that is known now.
        writer.Rewind(start);
        return false;
    }

    /// <summary>Makes a payload of the value that was just written.</summary>
    private static void Cut(FactWriter writer, JsonValue value, FactMark start)
    {
        if (writer.Payloads is not { Table: not null, Adds: true } payloads)
        {
            return;
        }

        if (writer.Places != start.Places)
        {
            // A payload is read without the state it was written against.
            writer.Rewind(start);
            WriteWhole(writer, value, value.Kind, null);
        }

        if (writer.Length - start.Length > Payload.InlineBytes)
        {
            payloads.Cut(writer, value, start);
        }
    }

    private static void WriteWhole(FactWriter writer, JsonValue value, JsonKind kind, Anchors? anchors)
    {
        switch (kind)
        {
            case JsonKind.Null: writer.Byte((byte)ValueTag.Null); break;
            case JsonKind.False: writer.Byte((byte)ValueTag.False); break;
            case JsonKind.True: writer.Byte((byte)ValueTag.True); break;
            case JsonKind.Number: WriteNumber(writer, value); break;
            case JsonKind.Symbolic:
                writer.Byte((byte)ValueTag.Symbolic);
                SymbolicCodec.Write(writer, value.Symbolic);
                break;
            case JsonKind.String:
                writer.Byte((byte)ValueTag.Text);
                writer.Text(value.String);
                break;
            case JsonKind.Array: WriteArray(writer, value.Array, anchors); break;
            case JsonKind.Object: WriteObject(writer, value.Object, anchors); break;
        }
    }

    public static JsonValue Read(ref FactReader reader, InstanceState state)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var tag = (ValueTag)reader.Byte();
        if (reader.Shared is not { } shared)
        {
            return ReadWhole(tag, ref reader, state);
        }

        return tag == ValueTag.Again ? shared[reader.Int()] : shared.Read(ReadWhole(tag, ref reader, state));
    }

    private static JsonValue ReadWhole(ValueTag tag, ref FactReader reader, InstanceState state)
    {
        switch (tag)
        {
            case ValueTag.Null: return default;
            case ValueTag.False: return false;
            case ValueTag.True: return true;
            case ValueTag.Integer: return (double)reader.Long();
            case ValueTag.Double: return reader.Double();
            case ValueTag.Literal: return JsonReader.ReadNumber(reader.Text());
            case ValueTag.Text: return reader.Text();
            case ValueTag.Array: return ReadArray(ref reader, state);
            case ValueTag.Object: return ReadObject(ref reader, state);
            case ValueTag.Symbolic: return SymbolicCodec.Read(ref reader);
            case ValueTag.Ref: return ValueReferences.ReadPlace(ref reader, state);
            case ValueTag.Member: return ValueReferences.ReadMember(ref reader, state);
            case ValueTag.Append: return ValueReferences.ReadPlace(ref reader, state).Array.Append(ReadArray(ref reader, state).Array.Span);
            case ValueTag.Patch: return ValueReferences.ReadPatch(ref reader, state);
            case ValueTag.Payload: return state.Payloads.Read(reader.Hash(), state);
            case ValueTag.AppendValue: return ValueReferences.ReadAppend(ValueReferences.ReadPlace(ref reader, state), ref reader, state);
            case ValueTag.PatchValue: return ValueReferences.ReadPatch(ValueReferences.ReadPlace(ref reader, state), ref reader, state);
            case ValueTag.AppendMember: return ValueReferences.ReadAppend(ValueReferences.ReadMember(ref reader, state), ref reader, state);
            case ValueTag.PatchMember: return ValueReferences.ReadPatch(ValueReferences.ReadMember(ref reader, state), ref reader, state);
            default: throw new InvalidDataException($"The journal holds a value of kind {(byte)tag}, which this version does not know.");
        }
    }

    private static void WriteNumber(FactWriter writer, JsonValue value)
    {
        if (value.Literal is { } literal)
        {
            writer.Byte((byte)ValueTag.Literal);
            writer.Text(literal);
            return;
        }

        var number = value.Number;
        if (number == Math.Floor(number) && Math.Abs(number) < 1L << 53 && !(number == 0 && double.IsNegative(number)))
        {
            writer.Byte((byte)ValueTag.Integer);
            writer.Long((long)number);
        }
        else
        {
            writer.Byte((byte)ValueTag.Double);
            writer.Double(number);
        }
    }

    private static void WriteArray(FactWriter writer, JsonArray array, Anchors? anchors)
    {
        writer.Byte((byte)ValueTag.Array);
        WriteItems(writer, array.Span, anchors);
    }

    public static void WriteItems(FactWriter writer, ReadOnlySpan<JsonValue> items, Anchors? anchors)
    {
        writer.ULong((uint)items.Length);
        foreach (var item in items)
        {
            Write(writer, item, anchors);
        }
    }

    private static void WriteObject(FactWriter writer, JsonObject value, Anchors? anchors)
    {
        writer.Byte((byte)ValueTag.Object);
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
}
