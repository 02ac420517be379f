using System.Collections.Immutable;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>Performs <c>call: openapi</c>: the document says how the request is made, and from there on it is a call over HTTP.</summary>
internal sealed class OpenApiCallHandler(CallPerformer performer, CallAuthentication authentications, OpenApiDocuments documents) : IEffectHandler
{
    public EffectKind Kind => EffectKind.OpenApi;

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        performer.Perform(request, (found, ending) => Plan(request, found, ending), cancellation);

    private async ValueTask<CallPlan> Plan(EffectRequest asked, CallSecrets found, CancellationToken cancellation)
    {
        var (with, where) = (asked.Arguments["with"], asked.Arguments["endpoints"]);
        var operation = await documents.Find(asked, where["document"], CallText.Of(found.Resolve(with["operationId"])), found, cancellation);
        var credentials = await authentications.Begin(where["service"]["authentication"], found, cancellation);
        var given = Parameters(with["parameters"]);
        var request = OpenApiRequest.Of(operation, found.Resolve(given).Object, Uri.EscapeDataString);
        if (!Uri.TryCreate(request.Uri, UriKind.Absolute, out var uri))
        {
            throw OpenApiDocument.Wrong($"The operation '{operation.Id}' of {where["document"]["uri"]} makes the address '{operation.Server}{operation.Path}', which is none.");
        }

        // The same again with tokens in the place of secrets is what people see.
        var shown = found.Any ? OpenApiRequest.Of(operation, Shown(given).Object, text => text.Contains("[secret ", StringComparison.Ordinal) ? text : Uri.EscapeDataString(text)) : request;
        var (headers, body) = Message(operation, request, shown, credentials);
        return new CallPlan(new CallHop(operation.Method, uri, headers, body), shown.Uri, CallPlan.OutputOf(with["output"]), with["redirect"].IsTruthy, credentials);
    }

    private static (ImmutableArray<CallHeader> Headers, byte[]? Body) Message(OpenApiOperation operation, OpenApiRequest request, OpenApiRequest shown, CallCredentials? credentials)
    {
        var headers = request.Headers.Zip(shown.Headers, (real, token) => CallHeaders.Checked(real.Key, real.Value, token.Value)).ToList();
        if (operation.Accept is { } accept)
        {
            AddUnlessThere("Accept", accept);
        }

        if (credentials is not null)
        {
            headers.RemoveAll(h => h.Is("Authorization"));
        }

        if (credentials?.Header is { } authorization)
        {
            headers.Add(authorization);
        }

        if (request.Body is not { } value)
        {
            return ([.. headers], null);
        }

        var (bytes, contentType) = BodyBytes.Encode(operation.Body ?? new OpenApiBody(MediaTypes.Json, false, "body", BodyMembers.Any), value);
        AddUnlessThere("Content-Type", contentType);
        return ([.. headers], bytes);

        void AddUnlessThere(string name, string text)
        {
            if (!headers.Exists(h => h.Is(name)))
            {
                headers.Add(new CallHeader(name, text, text, IsSecret: false));
            }
        }
    }

    private static JsonValue Parameters(JsonValue given) =>
        given.IsNull ? JsonValue.EmptyObject
        : given.IsObject ? given
        : throw new CallFailedException(CallErrors.Validation($"The parameters must be an object, found {given.Kind.ToString().ToLowerInvariant()}."));

    private static JsonValue Shown(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Symbolic:
                return value.Symbolic.ToString();
            case JsonKind.Array:
                return JsonArray.Own([.. value.Array.Select(Shown)]);
            case JsonKind.Object:
                var members = new JsonObject.Builder(value.Object.Count);
                foreach (var (key, member) in value.Object)
                {
                    members.Set(key, Shown(member));
                }

                return members.Build();
            default:
                return value;
        }
    }
}
