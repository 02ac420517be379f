using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>Operations of OpenAPI 3.0 and 3.1.</summary>
internal static partial class OpenApiReader
{
    public static OpenApiOperation Read(OpenApiDocument document, OperationSite site)
    {
        ImmutableArray<OpenApiParameter> parameters = [.. document.Parameters(site).Select(Parameter).OfType<OpenApiParameter>()];
        var keys = document.Keys(site, document.Root["components"]["securitySchemes"]).Where(key => parameters.All(p => p.Name != key.Name));
        return new OpenApiOperation(site.Id, site.Method, Server(document, site), site.Path, [.. parameters, .. keys])
        {
            Body = Body(document, document.Resolve(site.Operation["requestBody"])),
            Accept = MediaTypes.Accept(Answers(document, site.Operation["responses"])),
        };
    }

    private static OpenApiParameter? Parameter(JsonValue parameter)
    {
        if (OpenApiDocument.PlaceOf(parameter["in"]) is not { } place || parameter["name"].AsString is not { } name)
        {
            return null;
        }

        return Styled(name, place, parameter) with
        {
            IsRequired = parameter["required"].IsTruthy || place == ParameterPlace.Path,
            IsJson = parameter["content"].AsObject is { Count: > 0 } content && MediaTypes.IsJson(content.Keys[0]),
        };
    }

    private static OpenApiParameter Styled(string name, ParameterPlace place, JsonValue parameter)
    {
        var word = parameter["style"].AsString ?? (place is ParameterPlace.Path or ParameterPlace.Header ? "simple" : "form");
        var style = word switch
        {
            "simple" => ParameterStyle.Simple,
            "label" => ParameterStyle.Label,
            "matrix" => ParameterStyle.Matrix,
            "deepObject" => ParameterStyle.DeepObject,
            _ => ParameterStyle.Form,
        };
        return new OpenApiParameter(name, place, style, parameter["explode"].IsNull ? word == "form" : parameter["explode"].IsTruthy)
        {
            Separator = word switch { "spaceDelimited" => " ", "pipeDelimited" => "|", _ => "," },
            AllowsReserved = parameter["allowReserved"].IsTruthy,
        };
    }

    private static OpenApiBody? Body(OpenApiDocument document, JsonValue body)
    {
        if (body["content"].AsObject is not { Count: > 0 } content)
        {
            return null;
        }

        var media = MediaTypes.Best([.. content.Select(offer => offer.Key)])!;
        var members = BodyMembers.Of(content[media]["schema"], document);
        var encodings = (content[media]["encoding"].AsObject ?? JsonObject.Empty).ToFrozenDictionary(e => e.Key, e => Styled(e.Key, ParameterPlace.Query, e.Value));
        return new OpenApiBody(media, body["required"].IsTruthy, "body", members)
        {
            Encodings = encodings,
            Files = members.Known.Where(name => IsFile(document, content[media]["schema"], name)).ToFrozenSet(),
        };
    }

    private static bool IsFile(OpenApiDocument document, JsonValue schema, string member)
    {
        var described = document.Resolve(document.Resolve(schema)["properties"][member]);
        return described["format"].AsString is "binary" or "byte" || !described["contentMediaType"].IsNull || !described["contentEncoding"].IsNull;
    }

    /// <summary>The media types of what goes well.</summary>
    private static ImmutableArray<string> Answers(OpenApiDocument document, JsonValue responses) =>
        [.. (responses.AsObject ?? JsonObject.Empty)
            .Where(response => response.Key.StartsWith('2') || response.Key == "default")
            .OrderBy(response => response.Key, StringComparer.Ordinal)
            .SelectMany(response => (document.Resolve(response.Value)["content"].AsObject ?? JsonObject.Empty).Select(offer => offer.Key))
            .Distinct()];

    private static string Server(OpenApiDocument document, OperationSite site)
    {
        var server = (Servers(site.Operation) ?? Servers(site.Item) ?? Servers(document.Root)) is { } servers ? servers[0] : JsonValue.Null;
        var text = Variable().Replace(server["url"].AsString ?? "/", match =>
            server["variables"][match.Groups[1].Value]["default"] is { IsNull: false } value
                ? CallText.Of(value)
                : throw OpenApiDocument.Wrong($"The document {document.Address}: the server's variable '{match.Groups[1].Value}' has no default."));

        // A path alone parses as an absolute file address, so the scheme decides what is relative.
        if (!Uri.TryCreate(document.Address, text, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw OpenApiDocument.Wrong($"The document {document.Address} has the server '{text}', which is no http or https address: write the server as one.");
        }

        return address.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    private static JsonArray? Servers(JsonValue of) => of["servers"].AsArray is { Count: > 0 } servers ? servers : null;

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Variable();
}
