using System.Collections.Immutable;
using System.Net.Http;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>A document of Swagger 2.0 or OpenAPI 3, read as far as calling an operation needs.</summary>
internal sealed class OpenApiDocument
{
    public const int MaxReferences = 32;

    private static readonly string[] s_methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

    private readonly bool _isSwagger;

    private OpenApiDocument(JsonValue root, Uri address, bool isSwagger) => (Root, Address, _isSwagger) = (root, address, isSwagger);

    public JsonValue Root { get; }

    /// <summary>Where it was found, which relative addresses in it refer to.</summary>
    public Uri Address { get; }

    /// <exception cref="CallFailedException">The text is no such document.</exception>
    public static OpenApiDocument Read(string text, Uri address)
    {
        JsonValue root;
        try
        {
            root = DataDocument.Read(text);
        }
        catch (JsonSyntaxException problem)
        {
            throw Wrong($"The document {address} is neither JSON nor YAML: {problem.Message}");
        }

        // Unquoted versions are numbers in YAML.
        var (swagger, openapi) = (CallText.Of(root["swagger"]), CallText.Of(root["openapi"]));
        return swagger.StartsWith('2') ? new OpenApiDocument(root, address, isSwagger: true)
            : openapi.StartsWith('3') ? new OpenApiDocument(root, address, isSwagger: false)
            : throw Wrong($"The document {address} is none of OpenAPI: it says neither swagger: '2.0' nor openapi: 3.x.");
    }

    /// <exception cref="CallFailedException">There is no such operation, or its description cannot be followed.</exception>
    public OpenApiOperation Find(string operationId)
    {
        var ids = new List<string>();
        foreach (var (path, item) in Root["paths"].AsObject ?? JsonObject.Empty)
        {
            var methods = Resolve(item);
            foreach (var method in s_methods)
            {
                if (methods[method]["operationId"].AsString is not { } id)
                {
                    continue;
                }

                if (id == operationId)
                {
                    var site = new OperationSite(id, HttpMethod.Parse(method.ToUpperInvariant()), path, methods, methods[method]);
                    return _isSwagger ? SwaggerReader.Read(this, site) : OpenApiReader.Read(this, site);
                }

                ids.Add(id);
            }
        }

        throw Wrong($"The document {Address} has no operation '{operationId}'.{Suggestion.For(operationId, ids)}");
    }

    /// <summary>The value itself, or what its <c>$ref</c> leads to.</summary>
    /// <exception cref="CallFailedException">It leads out of the document, nowhere, or in a circle.</exception>
    public JsonValue Resolve(JsonValue value)
    {
        for (var steps = 0; value["$ref"].AsString is { } reference; steps++)
        {
            if (steps == MaxReferences)
            {
                throw Wrong($"The document {Address}: the reference '{reference}' leads in a circle.");
            }

            value = Follow(reference);
        }

        return value;
    }

    /// <summary>The parameters of the path and those of the operation, which replace the former by name and place.</summary>
    public ImmutableArray<JsonValue> Parameters(OperationSite site)
    {
        var found = new List<JsonValue>();
        foreach (var parameter in (site.Item["parameters"].AsArray ?? JsonArray.Empty).Concat(site.Operation["parameters"].AsArray ?? JsonArray.Empty))
        {
            var one = Resolve(parameter);
            found.RemoveAll(other => other["name"] == one["name"] && other["in"] == one["in"]);
            found.Add(one);
        }

        return [.. found];
    }

    /// <summary>Keys that the operation takes, by the security that it names: who calls gives them like parameters.</summary>
    /// <param name="site">The operation.</param>
    /// <param name="schemes">The document's schemes by name.</param>
    public IEnumerable<OpenApiParameter> Keys(OperationSite site, JsonValue schemes)
    {
        var security = site.Operation["security"].AsArray ?? Root["security"].AsArray ?? JsonArray.Empty;
        foreach (var (name, _) in security.SelectMany(requirement => requirement.AsObject ?? JsonObject.Empty))
        {
            var scheme = Resolve(schemes[name]);
            if (scheme["type"].AsString == "apiKey" && scheme["name"].AsString is { } key && PlaceOf(scheme["in"]) is { } place)
            {
                yield return new OpenApiParameter(key, place, place == ParameterPlace.Header ? ParameterStyle.Simple : ParameterStyle.Form, false);
            }
        }
    }

    public static ParameterPlace? PlaceOf(JsonValue place) => place.AsString switch
    {
        "path" => ParameterPlace.Path,
        "query" => ParameterPlace.Query,
        "header" => ParameterPlace.Header,
        "cookie" => ParameterPlace.Cookie,
        _ => null,
    };

    public static CallFailedException Wrong(string problem) => new(CallErrors.Configuration(problem));

    private JsonValue Follow(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            throw Wrong($"The document {Address} refers to '{reference}': only references inside the document are followed.");
        }

        var value = Root;
        foreach (var step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            value = value.AsArray is { } items && int.TryParse(key, out var index) && index >= 0 && index < items.Count ? items[index] : value[key];
        }

        return value.IsNull ? throw Wrong($"The document {Address}: the reference '{reference}' leads nowhere.") : value;
    }
}

/// <summary>Where an operation stands in its document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">The key of its path.</param>
/// <param name="Item">All that is under the path.</param>
/// <param name="Operation">The operation itself.</param>
internal sealed record OperationSite(string Id, HttpMethod Method, string Path, JsonValue Item, JsonValue Operation);
