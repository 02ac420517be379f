using System.Net;
using System.Text.Json;

namespace Continuo.Client;

/// <summary>The server refused a request, and says why and what to do.</summary>
public sealed class ProblemException : Exception
{
    private ProblemException(HttpStatusCode status, string code, string what, JsonElement? json)
        : base(what)
    {
        Status = status;
        Code = code;
        Json = json;
    }

    public HttpStatusCode Status { get; }

    /// <summary>Stable: programs may test it.</summary>
    public string Code { get; }

    /// <summary>The whole problem document, if it was one.</summary>
    public JsonElement? Json { get; }

    public string Why => Member("why");

    public string Do => Member("do");

    /// <summary>Mistakes in a document: <c>{code,severity,line,column,pointer,message,remedy}</c> each.</summary>
    public IEnumerable<JsonElement> Diagnostics =>
        Json is { } json && json.TryGetProperty("diagnostics", out var diagnostics) ? diagnostics.EnumerateArray() : [];

    internal static ProblemException From(HttpStatusCode status, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var json = document.RootElement.Clone();
                return new ProblemException(status, Text(json, "code") ?? "unknown", Text(json, "what") ?? Text(json, "title") ?? status.ToString(), json);
            }
        }
        catch (JsonException)
        {
            // Something between us and the server answered: its status is all there is.
        }

        return new ProblemException(status, "unknown", $"The address answers {(int)status} {status}, but not as a Continuo server does.", null);
    }

    private string Member(string name) => (Json is { } json ? Text(json, name) : null) ?? "";

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
