using System.Collections.Frozen;
using System.Collections.Immutable;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>Operations of Swagger 2.0.</summary>
internal static class SwaggerReader
{
    public static OpenApiOperation Read(OpenApiDocument document, OperationSite site)
    {
        var described = document.Parameters(site);
        ImmutableArray<OpenApiParameter> parameters = [.. described.Select(Parameter).OfType<OpenApiParameter>()];
        var keys = document.Keys(site, document.Root["securityDefinitions"]).Where(key => parameters.All(p => p.Name != key.Name));
        return new OpenApiOperation(site.Id, site.Method, Server(document, site), site.Path, [.. parameters, .. keys])
        {
            Body = WholeBody(document, site, described) ?? FormBody(document, site, described),
            Accept = MediaTypes.Accept(Texts(site.Operation["produces"], document.Root["produces"])),
        };
    }

    private static OpenApiParameter? Parameter(JsonValue parameter)
    {
        if (OpenApiDocument.PlaceOf(parameter["in"]) is not { } place || parameter["name"].AsString is not { } name)
        {
            return null;
        }

        return Styled(name, place, parameter) with { IsRequired = parameter["required"].IsTruthy || place == ParameterPlace.Path };
    }

    private static OpenApiParameter Styled(string name, ParameterPlace place, JsonValue parameter)
    {
        var format = parameter["collectionFormat"].AsString;
        return new OpenApiParameter(name, place, place is ParameterPlace.Path or ParameterPlace.Header ? ParameterStyle.Simple : ParameterStyle.Form, format == "multi")
        {
            Separator = format switch { "ssv" => " ", "tsv" => "\t", "pipes" => "|", _ => "," },
        };
    }

    private static OpenApiBody? WholeBody(OpenApiDocument document, OperationSite site, ImmutableArray<JsonValue> described) =>
        described.FirstOrDefault(p => p["in"].AsString == "body") is { IsNull: false } body
            ? new OpenApiBody(MediaTypes.Best(Consumed(document, site)) ?? MediaTypes.Json, body["required"].IsTruthy, body["name"].AsString ?? "body", BodyMembers.Of(body["schema"], document))
            : null;

    /// <summary>Parameters of a form are the members of a body.</summary>
    private static OpenApiBody? FormBody(OpenApiDocument document, OperationSite site, ImmutableArray<JsonValue> described)
    {
        var fields = described.Where(p => p["in"].AsString == "formData" && p["name"].IsString).ToList();
        if (fields.Count == 0)
        {
            return null;
        }

        var files = fields.Where(f => f["type"].AsString == "file").Select(f => f["name"].String).ToFrozenSet();
        var consumed = Consumed(document, site);
        var media = files.Count > 0 || (consumed.Contains(MediaTypes.Parts) && !consumed.Contains(MediaTypes.Form)) ? MediaTypes.Parts : MediaTypes.Form;
        var required = fields.Where(f => f["required"].IsTruthy).Select(f => f["name"].String).ToFrozenSet();
        return new OpenApiBody(media, required.Count > 0, "body", new BodyMembers(fields.Select(f => f["name"].String).ToFrozenSet(), required, IsClosed: false))
        {
            Encodings = fields.ToFrozenDictionary(f => f["name"].String, f => Styled(f["name"].String, ParameterPlace.Query, f)),
            Files = files,
        };
    }

    private static ImmutableArray<string> Consumed(OpenApiDocument document, OperationSite site) => Texts(site.Operation["consumes"], document.Root["consumes"]);

    private static ImmutableArray<string> Texts(JsonValue own, JsonValue general) =>
        [.. ((own.AsArray ?? general.AsArray) ?? JsonArray.Empty).Select(item => item.AsString).OfType<string>()];

    private static string Server(OpenApiDocument document, OperationSite site)
    {
        var isWeb = document.Address.Scheme is "http" or "https";
        var host = document.Root["host"].AsString ?? (isWeb ? document.Address.Authority : null)
            ?? throw OpenApiDocument.Wrong($"The document {document.Address} has no host, and was not found on one: write it there.");
        var schemes = Texts(site.Operation["schemes"], document.Root["schemes"]).Where(s => s is "http" or "https").ToList();

        // The scheme by which the document was found is known to work.
        var scheme = isWeb && (schemes.Count == 0 || schemes.Contains(document.Address.Scheme)) ? document.Address.Scheme
            : schemes.Contains("https") ? "https"
            : schemes.FirstOrDefault() ?? "https";
        return $"{scheme}://{host}{CallText.Of(document.Root["basePath"]) switch { "null" => "", var path => $"/{path.Trim('/')}".TrimEnd('/') }}";
    }
}
