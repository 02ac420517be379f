using System.Net.Mime;

namespace Continuo.Server.Api;

/// <summary>Which media types a body may have. What says that it is something else is refused before it is read.</summary>
internal static class BodyTypes
{
    /// <summary>The media type in lower case; null when there is none.</summary>
    public static string? Of(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            return null;
        }

        try
        {
            return new ContentType(header).MediaType.ToLowerInvariant();
        }
        catch (FormatException)
        {
            throw new ProblemException(new(415, "media-type-unknown", "The Content-Type is not readable.", $"'{header}' is no media type.", "Send application/json."));
        }
    }

    /// <summary>A workflow together with the files that it needs: <c>{source, documents: {key: text}}</c>.</summary>
    public const string Bundle = "application/vnd.continuo.workflow+json";

    public static bool IsBundle(ApiRequest request) => Of(request.Http.ContentType) == Bundle;

    public static void AcceptWorkflow(ApiRequest request)
    {
        if (Of(request.Http.ContentType) is { } type && !IsYaml(type) && !IsJson(type) && !IsNeutral(type))
        {
            throw Unknown("A workflow", type, "Send it as application/yaml or application/json.");
        }
    }

    public static void AcceptJson(ApiRequest request)
    {
        if (Of(request.Http.ContentType) is { } type && !IsJson(type) && !IsNeutral(type))
        {
            throw Unknown("JSON", type, "Send it as application/json.");
        }
    }

    private static bool IsYaml(string type) =>
        type is "application/yaml" or "application/x-yaml" or "text/yaml" or "text/x-yaml" or "text/vnd.yaml" || type.EndsWith("+yaml", StringComparison.Ordinal);

    private static bool IsJson(string type) => type is "application/json" or "text/json" || type.EndsWith("+json", StringComparison.Ordinal);

    // Types that say nothing of the content; curl calls everything a form that it is not told about.
    private static bool IsNeutral(string type) => type is "text/plain" or "application/octet-stream" or "application/x-www-form-urlencoded";

    private static ProblemException Unknown(string what, string type, string remedy) =>
        new(new(415, "media-type-unknown", $"{what} in '{type}' is not taken.", "The Content-Type says that the body is something else.", remedy));
}
