using System.Security.Cryptography;
using System.Text;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>The bytes of a body by the media type that the operation takes.</summary>
internal static class BodyBytes
{
    public static (byte[] Bytes, string ContentType) Encode(OpenApiBody body, JsonValue value)
    {
        var media = MediaTypes.Plain(body.MediaType);
        if (MediaTypes.IsJson(media))
        {
            return (JsonWriter.WriteUtf8(value), media.Contains('*', StringComparison.Ordinal) ? MediaTypes.Json : body.MediaType);
        }

        if (value.AsObject is { } members && media is MediaTypes.Form or MediaTypes.Parts)
        {
            return media == MediaTypes.Form ? (Encoding.ASCII.GetBytes(Form(body, members)), MediaTypes.Form) : Parts(body, members);
        }

        return value.IsString
            ? (Encoding.UTF8.GetBytes(value.String), body.MediaType)
            : throw OpenApiDocument.Wrong($"The operation takes {body.MediaType}: give the whole body as a text, under the name '{body.Name}'.");
    }

    private static string Form(OpenApiBody body, JsonObject members) => string.Join('&', members
        .Where(member => !member.Value.IsNull)
        .SelectMany(member => ParameterText.InQuery(
            body.Encodings.GetValueOrDefault(member.Key) ?? new OpenApiParameter(member.Key, ParameterPlace.Query, ParameterStyle.Form, Explodes: true) { IsJson = member.Value.IsObject },
            member.Value,
            CallText.FormEscape)));

    private static (byte[] Bytes, string ContentType) Parts(OpenApiBody body, JsonObject members)
    {
        // Made of the content, so that the same call sends the same bytes again.
        var boundary = $"continuo-{Convert.ToHexStringLower(SHA256.HashData(JsonWriter.WriteUtf8(members)))[..32]}";
        var text = new StringBuilder();
        foreach (var (name, value) in members.Where(member => !member.Value.IsNull))
        {
            foreach (var item in value.AsArray is { } items ? items.AsEnumerable() : [value])
            {
                text.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quote(name)}\"");
                text.Append(body.Files.Contains(name) ? $"; filename=\"{Quote(name)}\"\r\nContent-Type: application/octet-stream\r\n\r\n" : item.IsObject ? "\r\nContent-Type: application/json\r\n\r\n" : "\r\n\r\n");
                text.Append(CallText.Of(item)).Append("\r\n");
            }
        }

        return (Encoding.UTF8.GetBytes(text.Append($"--{boundary}--\r\n").ToString()), $"{MediaTypes.Parts}; boundary={boundary}");
    }

    private static string Quote(string name) => name.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
