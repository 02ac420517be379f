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
    private const int MaxReferences = 32;
    private const int MaxParts = 64;

    private static readonly string[] s_methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

    private readonly bool _isSwagger;
    private readonly ImmutableDictionary<Uri, JsonValue> _parts;

    private OpenApiDocument(JsonValue root, Uri address, bool isSwagger, ImmutableDictionary<Uri, JsonValue>? parts = null) =>
        (Root, Address, _isSwagger, _parts) = (root, address, isSwagger, parts ?? ImmutableDictionary<Uri, JsonValue>.Empty);

    public JsonValue Root { get; }

    /// <summary>Where it was found, which relative addresses in it refer to.</summary>
    public Uri Address { get; }

    /// <exception cref="CallFailedException">The text is no such document.</exception>
    public static OpenApiDocument Read(string text, Uri address)
    {
        var root = Parse(text, address);

        // Unquoted versions are numbers in YAML.
        var (swagger, openapi) = (CallText.Of(root["swagger"]), CallText.Of(root["openapi"]));
        return swagger.StartsWith('2') ? new OpenApiDocument(root, address, isSwagger: true)
            : openapi.StartsWith('3') ? new OpenApiDocument(root, address, isSwagger: false)
            : throw Wrong($"The document {address} is none of OpenAPI: it says neither swagger: '2.0' nor openapi: 3.x.");
    }

    /// <summary>The same document with another one that it refers to.</summary>
    /// <exception cref="CallFailedException">The text is neither JSON nor YAML.</exception>
    public OpenApiDocument With(string text, Uri address)
    {
        if (_parts.Count == MaxParts)
        {
            throw Wrong($"The document {Address} refers to more than {MaxParts} others.");
        }

        return new(Root, Address, _isSwagger, _parts.Add(address, Rebase(Parse(text, address), address)));
    }

    /// <exception cref="PartMissingException">It leads to another document, which <see cref="With"/> adds.</exception>
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
    /// <exception cref="PartMissingException">It leads to another document that is not there yet.</exception>
    /// <exception cref="CallFailedException">It leads nowhere, or in a circle.</exception>
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
        var (value, pointer) = Split(reference);
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            value = value.AsArray is { } items && int.TryParse(key, out var index) && index >= 0 && index < items.Count ? items[index] : value[key];
        }

        return value.IsNull ? throw Wrong($"The document {Address}: the reference '{reference}' leads nowhere.") : value;
    }

    private (JsonValue Document, string Pointer) Split(string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var pointer = hash < 0 ? "" : reference[(hash + 1)..];
        if (hash == 0)
        {
            return (Root, pointer);
        }

        if (!Uri.TryCreate(Address, hash < 0 ? reference : reference[..hash], out var other))
        {
            throw Wrong($"The document {Address}: '{reference}' is not a reference.");
        }

        return other == Address ? (Root, pointer) : _parts.TryGetValue(other, out var part) ? (part, pointer) : throw new PartMissingException(other);
    }

    private static JsonValue Parse(string text, Uri address)
    {
        try
        {
            return DataDocument.Read(text);
        }
        catch (JsonSyntaxException problem)
        {
            throw Wrong($"The document {address} is neither JSON nor YAML: {problem.Message}");
        }
    }

    /// <summary>A part is read through the document that refers to it, so its own references are written out.</summary>
    private static JsonValue Rebase(JsonValue value, Uri address)
    {
        if (value.AsArray is { } items)
        {
            return JsonArray.Own([.. items.Select(item => Rebase(item, address))]);
        }

        if (value.AsObject is not { } members)
        {
            return value;
        }

        var copy = new JsonObject.Builder(members.Count);
        foreach (var (key, member) in members)
        {
            copy.Set(key, key == "$ref" && member.AsString is { } reference ? Absolute(reference, address) : Rebase(member, address));
        }

        return copy.Build();
    }

    private static string Absolute(string reference, Uri address) =>
        reference.StartsWith('#') ? address.AbsoluteUri + reference
        : Uri.TryCreate(address, reference, out var absolute) ? absolute.AbsoluteUri
        : reference;
}

/// <summary>Where an operation stands in its document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">The key of its path.</param>
/// <param name="Item">All that is under the path.</param>
/// <param name="Operation">The operation itself.</param>
internal sealed record OperationSite(string Id, HttpMethod Method, string Path, JsonValue Item, JsonValue Operation);
