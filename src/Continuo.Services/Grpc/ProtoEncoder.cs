using System.Text;
using Continuo.Workflows.Json;
using Kind = Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace Continuo.Services.Grpc;

/// <summary>JSON to the bytes of a message, by the JSON mapping of proto3.</summary>
internal sealed class ProtoEncoder(ProtoSchema schema)
{
    private const int MaxDepth = 100;

    /// <param name="message">The type.</param>
    /// <param name="value">An object, or what a well-known type is in JSON.</param>
    /// <param name="at">How a complaint names the value.</param>
    /// <param name="depth">How many messages are around it.</param>
    /// <exception cref="Calls.CallFailedException">The value does not fit.</exception>
    public byte[] Encode(ProtoMessage message, JsonValue value, string at, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw ProtoMismatch.Of(at, $"at most {MaxDepth} messages inside each other", value);
        }

        if (WellKnownEncoder.Find(message.Name) is { } wellKnown)
        {
            return wellKnown(new WellKnownEncoder(schema, this, at, depth), message, value);
        }

        if (value.AsObject is not { } members)
        {
            throw ProtoMismatch.Of(at, $"an object of {message.Name}", value);
        }

        var writer = new WireWriter();
        var oneofs = new Dictionary<int, string>();
        foreach (var (name, member) in members)
        {
            var field = message.Find(name) ?? throw ProtoMismatch.Unknown(at, name, message);
            if (member.IsNull && !TakesNull(field))
            {
                continue;
            }

            if (field.Oneof is { } oneof && !oneofs.TryAdd(oneof, name))
            {
                throw ProtoMismatch.Several(at, oneofs[oneof], name);
            }

            Field(writer, field, member, $"{at}.{name}", depth);
        }

        return writer.ToArray();
    }

    private static bool TakesNull(ProtoField field) => !field.IsRepeated && field.TypeName is "google.protobuf.Value" or "google.protobuf.NullValue";

    private void Field(WireWriter writer, ProtoField field, JsonValue value, string at, int depth)
    {
        if (!field.IsRepeated)
        {
            One(writer, field, value, at, depth);
        }
        else if (field.IsMessage && schema.MessageOf(field) is { IsMapEntry: true } entry)
        {
            Map(writer, field, entry, value, at, depth);
        }
        else
        {
            Items(writer, field, value, at, depth);
        }
    }

    private void One(WireWriter writer, ProtoField field, JsonValue value, string at, int depth)
    {
        writer.Tag(field.Number, field.Wire);
        if (!field.IsMessage)
        {
            Scalar(writer, field, value, at);
            return;
        }

        var bytes = Encode(schema.MessageOf(field), value, at, depth + 1);
        if (field.Kind == Kind.TypeGroup)
        {
            writer.Raw(bytes);
            writer.Tag(field.Number, WireKind.GroupEnd);
        }
        else
        {
            writer.Bytes(bytes);
        }
    }

    private void Items(WireWriter writer, ProtoField field, JsonValue value, string at, int depth)
    {
        if (value.AsArray is not { } items)
        {
            throw ProtoMismatch.Of(at, "a list", value);
        }

        if (field.Wire is WireKind.Bytes or WireKind.GroupStart)
        {
            for (var i = 0; i < items.Count; i++)
            {
                One(writer, field, items[i], $"{at}[{i}]", depth);
            }

            return;
        }

        // A reader takes a list packed or not, whatever the file says.
        var packed = new WireWriter();
        for (var i = 0; i < items.Count; i++)
        {
            Scalar(packed, field, items[i], $"{at}[{i}]");
        }

        if (items.Count > 0)
        {
            writer.Tag(field.Number, WireKind.Bytes);
            writer.Bytes(packed.ToArray());
        }
    }

    private void Map(WireWriter writer, ProtoField field, ProtoMessage entry, JsonValue value, string at, int depth)
    {
        if (value.AsObject is not { } members)
        {
            throw ProtoMismatch.Of(at, "an object", value);
        }

        var (keyField, valueField) = (entry.Fields[0], entry.Fields[1]);
        foreach (var (key, member) in members)
        {
            var pair = new WireWriter();
            One(pair, keyField, keyField.Kind == Kind.TypeBool && bool.TryParse(key, out var flag) ? flag : key, $"{at}.{key}", depth);
            One(pair, valueField, member, $"{at}.{key}", depth);
            writer.Tag(field.Number, WireKind.Bytes);
            writer.Bytes(pair.ToArray());
        }
    }

    /// <summary>The value without its tag.</summary>
    public void Scalar(WireWriter writer, ProtoField field, JsonValue value, string at)
    {
        switch (field.Kind)
        {
            case Kind.TypeString:
                writer.Bytes(Encoding.UTF8.GetBytes(value.AsString ?? throw ProtoMismatch.Of(at, "text", value)));
                break;
            case Kind.TypeBytes:
                writer.Bytes(ProtoNumbers.Bytes(value, at));
                break;
            case Kind.TypeBool:
                writer.Varint(value.Kind is JsonKind.True or JsonKind.False ? (value.IsTruthy ? 1ul : 0ul) : throw ProtoMismatch.Of(at, "true or false", value));
                break;
            case Kind.TypeEnum:
                writer.Varint((ulong)(long)Enum(field, value, at));
                break;
            case Kind.TypeDouble:
                writer.Fixed64((ulong)BitConverter.DoubleToInt64Bits(ProtoNumbers.Double(value, at)));
                break;
            case Kind.TypeFloat:
                writer.Fixed32((uint)BitConverter.SingleToInt32Bits(ProtoNumbers.Float(value, at)));
                break;
            default:
                Integer(writer, field.Kind, value, at);
                break;
        }
    }

    private static void Integer(WireWriter writer, Kind kind, JsonValue value, string at)
    {
        switch (kind)
        {
            case Kind.TypeInt32:
                writer.Varint((ulong)(long)ProtoNumbers.Whole(value, at, int.MinValue, int.MaxValue));
                break;
            case Kind.TypeInt64:
                writer.Varint((ulong)(long)ProtoNumbers.Whole(value, at, long.MinValue, long.MaxValue));
                break;
            case Kind.TypeUint32:
                writer.Varint((uint)ProtoNumbers.Whole(value, at, uint.MinValue, uint.MaxValue));
                break;
            case Kind.TypeUint64:
                writer.Varint((ulong)ProtoNumbers.Whole(value, at, ulong.MinValue, ulong.MaxValue));
                break;
            case Kind.TypeSint32:
                var small = (int)ProtoNumbers.Whole(value, at, int.MinValue, int.MaxValue);
                writer.Varint((uint)((small << 1) ^ (small >> 31)));
                break;
            case Kind.TypeSint64:
                var large = (long)ProtoNumbers.Whole(value, at, long.MinValue, long.MaxValue);
                writer.Varint((ulong)((large << 1) ^ (large >> 63)));
                break;
            case Kind.TypeFixed32:
                writer.Fixed32((uint)ProtoNumbers.Whole(value, at, uint.MinValue, uint.MaxValue));
                break;
            case Kind.TypeSfixed32:
                writer.Fixed32((uint)(int)ProtoNumbers.Whole(value, at, int.MinValue, int.MaxValue));
                break;
            case Kind.TypeFixed64:
                writer.Fixed64((ulong)ProtoNumbers.Whole(value, at, ulong.MinValue, ulong.MaxValue));
                break;
            case Kind.TypeSfixed64:
                writer.Fixed64((ulong)(long)ProtoNumbers.Whole(value, at, long.MinValue, long.MaxValue));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private int Enum(ProtoField field, JsonValue value, string at)
    {
        var type = schema.EnumOf(field);
        if (value.IsNumber)
        {
            return (int)ProtoNumbers.Whole(value, at, int.MinValue, int.MaxValue);
        }

        if (type.Name == "google.protobuf.NullValue" && value.IsNull)
        {
            return 0;
        }

        foreach (var (name, number) in type.Values)
        {
            if (name == value.AsString)
            {
                return number;
            }
        }

        throw ProtoMismatch.Of(at, $"one of {string.Join(", ", type.Values.Select(v => v.Key))}", value);
    }
}
