using System.Collections.Immutable;
using Google.Protobuf.Reflection;
using Kind = Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace Continuo.Services.Grpc;

/// <summary>A field of a message.</summary>
/// <param name="Name">As the file spells it.</param>
/// <param name="JsonName">As JSON spells it.</param>
/// <param name="Number">Its number on the wire.</param>
/// <param name="Kind">Its type.</param>
/// <param name="TypeName">The full name of its message or enum, else empty.</param>
/// <param name="IsRepeated">Whether it is a list or a map.</param>
/// <param name="HasPresence">Whether being unset differs from having the default.</param>
/// <param name="Oneof">The number of the oneof that it is a member of.</param>
internal sealed record ProtoField(string Name, string JsonName, int Number, Kind Kind, string TypeName, bool IsRepeated, bool HasPresence, int? Oneof)
{
    public bool IsMessage => Kind is Kind.TypeMessage or Kind.TypeGroup;

    /// <summary>How one value of it is written, when it is not packed.</summary>
    public WireKind Wire => Kind switch
    {
        Kind.TypeDouble or Kind.TypeFixed64 or Kind.TypeSfixed64 => WireKind.Fixed64,
        Kind.TypeFloat or Kind.TypeFixed32 or Kind.TypeSfixed32 => WireKind.Fixed32,
        Kind.TypeString or Kind.TypeBytes or Kind.TypeMessage => WireKind.Bytes,
        Kind.TypeGroup => WireKind.GroupStart,
        _ => WireKind.Varint,
    };

    public static ProtoField Of(FieldDescriptorProto field, bool isProto3)
    {
        var repeated = field.label == FieldDescriptorProto.Label.LabelRepeated;
        var oneof = field.ShouldSerializeOneofIndex();
        return new ProtoField(
            field.Name,
            field.JsonName,
            field.Number,
            field.type,
            field.TypeName.TrimStart('.'),
            repeated,
            !repeated && (!isProto3 || oneof || field.type is Kind.TypeMessage or Kind.TypeGroup),
            oneof && !field.Proto3Optional ? field.OneofIndex : null);
    }
}

/// <summary>A message: its fields in the order of the file.</summary>
internal sealed record ProtoMessage(string Name, ImmutableArray<ProtoField> Fields, bool IsMapEntry)
{
    /// <summary>By the name of the file or of JSON: a reader takes both.</summary>
    public ProtoField? Find(string name) => Fields.FirstOrDefault(field => field.JsonName == name) ?? Fields.FirstOrDefault(field => field.Name == name);
}

/// <summary>An enum: its values by name; several names may have one number.</summary>
internal sealed record ProtoEnum(string Name, ImmutableArray<KeyValuePair<string, int>> Values);

/// <summary>A method of a service.</summary>
internal sealed record ProtoMethod(string Service, string Name, ProtoMessage Input, ProtoMessage Output, bool ClientStreams, bool ServerStreams);

/// <summary>How a value stands on the wire.</summary>
internal enum WireKind
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    GroupStart = 3,
    GroupEnd = 4,
    Fixed32 = 5,
}
