using System.Text;
using Continuo.Workflows.Json;
using Kind = Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace Continuo.Services.Grpc;

/// <summary>The bytes of a message to JSON, by the JSON mapping of proto3: a field without presence that has its default is left out, and 64-bit numbers are text.</summary>
internal sealed class ProtoDecoder(ProtoSchema schema)
{
    private const int MaxDepth = 100;

    /// <exception cref="InvalidDataException">The bytes are no such message.</exception>
    public JsonValue Decode(ProtoMessage message, ReadOnlyMemory<byte> bytes, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"it holds more than {MaxDepth} messages inside each other");
        }

        var values = WireReader.Message(bytes);
        if (WellKnownDecoder.Find(message.Name) is { } wellKnown)
        {
            return wellKnown(new WellKnownDecoder(schema, this, depth), message, values);
        }

        var members = new JsonObject.Builder(values.Count);
        foreach (var field in message.Fields)
        {
            if (values.TryGetValue(field.Number, out var found) && Field(field, found, depth) is { } value)
            {
                members.Set(field.JsonName, value);
            }
        }

        return members.Build();
    }

    /// <summary>One value of a field that is no list.</summary>
    public JsonValue One(ProtoField field, List<WireValue> found, int depth)
    {
        if (!field.IsMessage)
        {
            return Scalar(field, found[^1]);
        }

        // Parts of one message that come apart are one message: joined bytes are joined fields.
        var bytes = found.Count == 1 ? Bytes(found[0]) : found.SelectMany(value => Bytes(value).ToArray()).ToArray();
        return Decode(schema.MessageOf(field), bytes, depth + 1);
    }

    private JsonValue? Field(ProtoField field, List<WireValue> found, int depth)
    {
        if (!field.IsRepeated)
        {
            var value = One(field, found, depth);
            return field.HasPresence || !IsDefault(field, found[^1]) ? value : (JsonValue?)null;
        }

        if (field.IsMessage && schema.MessageOf(field) is { IsMapEntry: true } entry)
        {
            return Map(entry, found, depth);
        }

        var items = new List<JsonValue>(found.Count);
        foreach (var value in found)
        {
            if (value.Kind == WireKind.Bytes && field.Wire is not (WireKind.Bytes or WireKind.GroupStart))
            {
                items.AddRange(WireReader.Packed(value.Bytes, field.Wire).Select(one => Scalar(field, one)));
            }
            else
            {
                items.Add(One(field, [value], depth));
            }
        }

        return items.Count == 0 ? (JsonValue?)null : JsonArray.Own([.. items]);
    }

    private JsonObject Map(ProtoMessage entry, List<WireValue> found, int depth)
    {
        var members = new JsonObject.Builder(found.Count);
        foreach (var pair in found)
        {
            var values = WireReader.Message(Bytes(pair));
            var key = Part(entry.Fields[0]);
            members.Set(key.AsString ?? key.ToString(), Part(entry.Fields[1]));

            JsonValue Part(ProtoField field) => values.TryGetValue(field.Number, out var value)
                ? One(field, value, depth + 1)
                : field.IsMessage ? Decode(schema.MessageOf(field), default, depth + 1) : Default(field);
        }

        return members.Build();
    }

    /// <summary>The value that a field has when it is not on the wire.</summary>
    public JsonValue Default(ProtoField field) => field.Kind is Kind.TypeString or Kind.TypeBytes ? "" : Scalar(field, new WireValue(field.Wire, 0, default));

    private static bool IsDefault(ProtoField field, WireValue value) => field.Wire == WireKind.Bytes ? value.Bytes.IsEmpty : value.Scalar == 0;

    private JsonValue Scalar(ProtoField field, WireValue value)
    {
        if (value.Kind != field.Wire)
        {
            throw new InvalidDataException($"the field {field.Name} is written as another type");
        }

        return field.Kind switch
        {
            Kind.TypeString => Encoding.UTF8.GetString(value.Bytes.Span),
            Kind.TypeBytes => Convert.ToBase64String(value.Bytes.Span),
            Kind.TypeBool => value.Scalar != 0,
            Kind.TypeEnum => Enum(field, (int)value.Scalar),
            Kind.TypeDouble => ProtoNumbers.Of(BitConverter.Int64BitsToDouble((long)value.Scalar)),
            Kind.TypeFloat => ProtoNumbers.Of(BitConverter.Int32BitsToSingle((int)value.Scalar)),
            Kind.TypeInt32 or Kind.TypeSfixed32 => (int)value.Scalar,
            Kind.TypeUint32 or Kind.TypeFixed32 => (uint)value.Scalar,
            Kind.TypeSint32 => (int)((uint)value.Scalar >> 1) ^ -(int)(value.Scalar & 1),
            Kind.TypeInt64 or Kind.TypeSfixed64 => ((long)value.Scalar).ToString(),
            Kind.TypeUint64 or Kind.TypeFixed64 => value.Scalar.ToString(),
            Kind.TypeSint64 => ((long)(value.Scalar >> 1) ^ -(long)(value.Scalar & 1)).ToString(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private JsonValue Enum(ProtoField field, int number)
    {
        var type = schema.EnumOf(field);
        if (type.Name == "google.protobuf.NullValue")
        {
            return JsonValue.Null;
        }

        var name = type.Values.FirstOrDefault(value => value.Value == number).Key;
        return name is null ? number : name;
    }

    private static ReadOnlyMemory<byte> Bytes(WireValue value) =>
        value.Kind == WireKind.Bytes ? value.Bytes : throw new InvalidDataException("a message is written as a number");
}
