using System.Globalization;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Services.Grpc;

/// <summary>The messages of google.protobuf that have a form of their own in JSON, to bytes.</summary>
internal sealed class WellKnownEncoder(ProtoSchema schema, ProtoEncoder encoder, string at, int depth)
{
    public static Func<WellKnownEncoder, ProtoMessage, JsonValue, byte[]>? Find(string message) => message switch
    {
        "google.protobuf.Timestamp" => static (self, _, value) => self.Timestamp(value),
        "google.protobuf.Duration" => static (self, _, value) => self.Duration(value),
        "google.protobuf.FieldMask" => static (self, message, value) => self.FieldMask(message, value),
        "google.protobuf.Any" => static (self, _, value) => self.Any(value),
        "google.protobuf.Struct" => static (self, message, value) => self.Struct(message, value),
        "google.protobuf.ListValue" => static (self, message, value) => self.List(message, value),
        "google.protobuf.Value" => static (self, message, value) => self.Value(message, value),
        _ when IsWrapper(message) => static (self, message, value) => self.Wrapper(message, value),
        _ => null,
    };

    public static bool IsWrapper(string message) => message.StartsWith("google.protobuf.", StringComparison.Ordinal)
        && message["google.protobuf.".Length..] is "DoubleValue" or "FloatValue" or "Int64Value" or "UInt64Value" or "Int32Value" or "UInt32Value" or "BoolValue" or "StringValue" or "BytesValue";

    private byte[] Timestamp(JsonValue value)
    {
        var text = value.AsString ?? "";
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var end = dot < 0 ? dot : text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9') + dot + 1;
        var whole = dot < 0 ? text : text[..dot] + text[end..];
        if (!text.Contains('T', StringComparison.OrdinalIgnoreCase) || (dot >= 0 && end - dot - 1 is < 1 or > 9)
            || !DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            throw ProtoMismatch.Of(at, "a time such as 2026-01-31T10:00:00Z", value);
        }

        var nanos = dot < 0 ? 0 : int.Parse(text[(dot + 1)..end].PadRight(9, '0'), CultureInfo.InvariantCulture);
        return SecondsAndNanos(time.ToUnixTimeSeconds(), nanos);
    }

    private byte[] Duration(JsonValue value)
    {
        var text = value.AsString ?? "";
        if (!text.EndsWith('s') || !decimal.TryParse(text[..^1], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(seconds) > 315_576_000_000)
        {
            throw ProtoMismatch.Of(at, "a duration such as 1.5s", value);
        }

        var whole = decimal.Truncate(seconds);
        return SecondsAndNanos((long)whole, (int)((seconds - whole) * 1_000_000_000));
    }

    private static byte[] SecondsAndNanos(long seconds, int nanos)
    {
        var writer = new WireWriter();
        writer.Tag(1, WireKind.Varint);
        writer.Varint((ulong)seconds);
        writer.Tag(2, WireKind.Varint);
        writer.Varint((ulong)(long)nanos);
        return writer.ToArray();
    }

    private byte[] FieldMask(ProtoMessage message, JsonValue value)
    {
        var text = value.AsString ?? throw ProtoMismatch.Of(at, "text such as user.displayName,photo", value);
        var writer = new WireWriter();
        foreach (var path in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            writer.Tag(message.Fields[0].Number, WireKind.Bytes);
            writer.Bytes(Encoding.UTF8.GetBytes(string.Concat(path.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString()))));
        }

        return writer.ToArray();
    }

    private byte[] Any(JsonValue value)
    {
        var members = value.AsObject ?? throw ProtoMismatch.Of(at, "an object with '@type'", value);
        if (members.Count == 0)
        {
            return [];
        }

        var url = members["@type"].AsString ?? throw ProtoMismatch.Of(at, "an object with '@type'", value);
        var message = schema.FindMessage(url[(url.LastIndexOf('/') + 1)..])
            ?? throw ProtoMismatch.Of($"{at}.@type", "a message of the proto or of what it imports", url);
        var inner = encoder.Encode(message, Find(message.Name) is null ? members.Without("@type") : members["value"], at, depth + 1);
        var writer = new WireWriter();
        writer.Tag(1, WireKind.Bytes);
        writer.Bytes(Encoding.UTF8.GetBytes(url));
        writer.Tag(2, WireKind.Bytes);
        writer.Bytes(inner);
        return writer.ToArray();
    }

    private byte[] Struct(ProtoMessage message, JsonValue value)
    {
        var members = value.AsObject ?? throw ProtoMismatch.Of(at, "an object", value);
        var entry = schema.MessageOf(message.Fields[0]);
        var writer = new WireWriter();
        foreach (var (key, member) in members)
        {
            var pair = new WireWriter();
            pair.Tag(1, WireKind.Bytes);
            pair.Bytes(Encoding.UTF8.GetBytes(key));
            pair.Tag(2, WireKind.Bytes);
            pair.Bytes(encoder.Encode(schema.MessageOf(entry.Fields[1]), member, $"{at}.{key}", depth + 1));
            writer.Tag(1, WireKind.Bytes);
            writer.Bytes(pair.ToArray());
        }

        return writer.ToArray();
    }

    private byte[] List(ProtoMessage message, JsonValue value)
    {
        var items = value.AsArray ?? throw ProtoMismatch.Of(at, "a list", value);
        var writer = new WireWriter();
        for (var i = 0; i < items.Count; i++)
        {
            writer.Tag(1, WireKind.Bytes);
            writer.Bytes(encoder.Encode(schema.MessageOf(message.Fields[0]), items[i], $"{at}[{i}]", depth + 1));
        }

        return writer.ToArray();
    }

    private byte[] Value(ProtoMessage message, JsonValue value)
    {
        var field = message.Fields.First(candidate => candidate.Name == value.Kind switch
        {
            JsonKind.Null => "null_value",
            JsonKind.Number => "number_value",
            JsonKind.String => "string_value",
            JsonKind.True or JsonKind.False => "bool_value",
            JsonKind.Object => "struct_value",
            _ => "list_value",
        });
        var writer = new WireWriter();
        writer.Tag(field.Number, field.Wire);
        if (field.IsMessage)
        {
            writer.Bytes(encoder.Encode(schema.MessageOf(field), value, at, depth + 1));
        }
        else
        {
            encoder.Scalar(writer, field, value, at);
        }

        return writer.ToArray();
    }

    private byte[] Wrapper(ProtoMessage message, JsonValue value)
    {
        var field = message.Fields[0];
        var writer = new WireWriter();
        writer.Tag(field.Number, field.Wire);
        encoder.Scalar(writer, field, value, at);
        return writer.ToArray();
    }
}
