using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>The bytes of a body, by its value and the author's Content-Type.</summary>
internal static class CallBody
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <returns>The bytes, and the Content-Type to send when the author gave none.</returns>
    public static (byte[] Bytes, string ContentType) Encode(JsonValue body, string? contentType)
    {
        if (body.IsString)
        {
            return (Encoding.UTF8.GetBytes(body.String), "text/plain; charset=utf-8");
        }

        return body.IsObject && contentType is not null && contentType.StartsWith(Form, StringComparison.OrdinalIgnoreCase)
            ? (Encoding.ASCII.GetBytes(CallText.Pairs(body, CallText.FormEscape)), Form)
            : (JsonWriter.WriteUtf8(body), "application/json");
    }
}
