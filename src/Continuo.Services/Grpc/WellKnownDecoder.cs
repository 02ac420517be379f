using System.Globalization;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Services.Grpc;

/// <summary>The messages of google.protobuf that have a form of their own in JSON, from bytes.</summary>
internal sealed class WellKnownDecoder(ProtoSchema schema, ProtoDecoder decoder, int depth)
{
    public static Func<WellKnownDecoder, ProtoMessage, Dictionary<int, List<WireValue>>, JsonValue>? Find(string message) => message switch
    {
        "google.protobuf.Timestamp" => static (_, _, values) => Timestamp(values),
        "google.protobuf.Duration" => static (_, _, values) => Duration(values),
        "google.protobuf.FieldMask" => static (_, _, values) => FieldMask(values),
        "google.protobuf.Any" => static (self, _, values) => self.Any(values),
        "google.protobuf.Struct" => static (self, message, values) => self.Struct(message, values),
        "google.protobuf.ListValue" => static (self, message, values) => self.List(message, values),
        "google.protobuf.Value" => static (self, message, values) => self.Value(message, values),
        _ when WellKnownEncoder.IsWrapper(message) => static (self, message, values) => self.Wrapper(message, values),
        _ => null,
    };

    private static JsonValue Timestamp(Dictionary<int, List<WireValue>> values)
    {
        var (seconds, nanos) = SecondsAndNanos(values);
        if (seconds is < -62_135_596_800 or > 253_402_300_799)
        {
            throw new InvalidDataException("a timestamp is not between the years 1 and 9999");
        }

        return DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + Fraction(nanos) + "Z";
    }

    private static JsonValue Duration(Dictionary<int, List<WireValue>> values)
    {
        var (seconds, nanos) = SecondsAndNanos(values);
        var sign = seconds < 0 || nanos < 0 ? "-" : "";
        return $"{sign}{Math.Abs((decimal)seconds)}{Fraction(Math.Abs((long)nanos))}s";
    }

    private static (long Seconds, int Nanos) SecondsAndNanos(Dictionary<int, List<WireValue>> values) =>
        ((long)Scalar(values, 1), (int)Scalar(values, 2));

    private static ulong Scalar(Dictionary<int, List<WireValue>> values, int number) => values.TryGetValue(number, out var found) ? found[^1].Scalar : 0;

    /// <summary>No, three, six or nine digits, as few as say it.</summary>
    private static string Fraction(long nanos) => nanos switch
    {
        0 => "",
        _ when nanos % 1_000_000 == 0 => $".{nanos / 1_000_000:000}",
        _ when nanos % 1_000 == 0 => $".{nanos / 1_000:000000}",
        _ => $".{nanos:000000000}",
    };

    private static JsonValue FieldMask(Dictionary<int, List<WireValue>> values)
    {
        var paths = values.TryGetValue(1, out var found) ? found.Select(path => Camel(Encoding.UTF8.GetString(path.Bytes.Span))) : [];
        return string.Join(',', paths);

        static string Camel(string path)
        {
            var text = new StringBuilder();
            for (var i = 0; i < path.Length; i++)
            {
                text.Append(path[i] == '_' && i + 1 < path.Length ? char.ToUpperInvariant(path[++i]) : path[i]);
            }

            return text.ToString();
        }
    }

    private JsonValue Any(Dictionary<int, List<WireValue>> values)
    {
        if (!values.TryGetValue(1, out var urls))
        {
            return JsonValue.EmptyObject;
        }

        var url = Encoding.UTF8.GetString(urls[^1].Bytes.Span);
        var bytes = values.TryGetValue(2, out var found) ? found[^1].Bytes : default;
        if (schema.FindMessage(url[(url.LastIndexOf('/') + 1)..]) is not { } message)
        {
            // What nobody can read is passed on as it is.
            return JsonObject.Of(("@type", url), ("value", Convert.ToBase64String(bytes.Span)));
        }

        var inner = decoder.Decode(message, bytes, depth + 1);
        return Find(message.Name) is null ? JsonObject.Of(("@type", url)).Merge(inner.Object) : JsonObject.Of(("@type", url), ("value", inner));
    }

    private JsonValue Struct(ProtoMessage message, Dictionary<int, List<WireValue>> values)
    {
        var value = schema.MessageOf(schema.MessageOf(message.Fields[0]).Fields[1]);
        var members = new JsonObject.Builder();
        foreach (var pair in values.GetValueOrDefault(1) ?? [])
        {
            var parts = WireReader.Message(pair.Bytes);
            var key = parts.TryGetValue(1, out var name) ? Encoding.UTF8.GetString(name[^1].Bytes.Span) : "";
            members.Set(key, parts.TryGetValue(2, out var member) ? decoder.Decode(value, member[^1].Bytes, depth + 1) : JsonValue.Null);
        }

        return members.Build();
    }

    private JsonValue List(ProtoMessage message, Dictionary<int, List<WireValue>> values)
    {
        var item = schema.MessageOf(message.Fields[0]);
        return JsonArray.Own([.. (values.GetValueOrDefault(1) ?? []).Select(value => decoder.Decode(item, value.Bytes, depth + 1))]);
    }

    private JsonValue Value(ProtoMessage message, Dictionary<int, List<WireValue>> values)
    {
        foreach (var field in message.Fields)
        {
            if (values.TryGetValue(field.Number, out var found))
            {
                return decoder.One(field, found, depth);
            }
        }

        return JsonValue.Null;
    }

    private JsonValue Wrapper(ProtoMessage message, Dictionary<int, List<WireValue>> values)
    {
        var field = message.Fields[0];
        return values.TryGetValue(field.Number, out var found) ? decoder.One(field, found, depth) : decoder.Default(field);
    }
}
