using System.Collections.Immutable;
using System.Text;
using CloudNative.CloudEvents.Http;
using Continuo.Runtime;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>Publishing CloudEvents: structured, binary and batch. Plain JSON that is one event or a list of them is taken as what it looks like.</summary>
internal sealed class EventRoutes(Node node)
{
    private const int MostInABatch = 1_000;

    public async Task<Answer> Publish(ApiRequest request)
    {
        request.Accept();
        var events = await Read(request);
        if (events.Length is 0 or > MostInABatch)
        {
            return Problem.BadBody($"It holds {events.Length} events.", $"Send 1 to {MostInABatch} events at once.");
        }

        for (var i = 0; i < events.Length; i++)
        {
            if (CloudEventCheck.Problem(events[i]) is { } problem)
            {
                return new Problem(400, "bad-event", $"Event {i} is not a CloudEvent.", problem, "Mend it: CloudEvents 1.0 needs specversion, id, source and type.");
            }
        }

        return Answers.Of(await node.Publish(events, request.Aborted));
    }

    private static async Task<ImmutableArray<JsonValue>> Read(ApiRequest request)
    {
        var body = await request.Bytes();
        var mediaType = BodyTypes.Of(request.Http.ContentType);
        if (request.Http.Headers.ContainsKey("ce-specversion"))
        {
            return [Binary(request, mediaType, body)];
        }

        if (mediaType is not null and not ("application/cloudevents+json" or "application/cloudevents-batch+json" or "application/json"))
        {
            throw new ProblemException(new(
                415,
                "media-type-unknown",
                $"Events in '{mediaType}' are not taken.",
                "It is no form of CloudEvents in JSON, and there are no ce- headers.",
                "Send application/cloudevents+json, application/cloudevents-batch+json, or ce- headers with the data as body."));
        }

        var value = ApiRequest.ParseJson(body);
        return value.AsArray is { } batch ? [.. batch] : [value];
    }

    /// <summary>Binary mode: attributes in <c>ce-</c> headers, the body is the data.</summary>
    private static JsonValue Binary(ApiRequest request, string? mediaType, byte[] body)
    {
        var members = new JsonObject.Builder(8);
        foreach (var (header, values) in request.Http.Headers)
        {
            if (HttpUtilities.GetAttributeNameFromHeaderName(header) is { } attribute)
            {
                members.Set(attribute.ToLowerInvariant(), HttpUtilities.DecodeHeaderValue(values.ToString()));
            }
        }

        if (request.Http.ContentType is { } contentType)
        {
            members.Set("datacontenttype", contentType);
        }

        if (body.Length == 0)
        {
            return members.Build();
        }

        if (mediaType is null or "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal))
        {
            members.Set("data", ApiRequest.ParseJson(body));
        }
        else if (mediaType.StartsWith("text/", StringComparison.Ordinal))
        {
            members.Set("data", Encoding.UTF8.GetString(body));
        }
        else
        {
            members.Set("data_base64", Convert.ToBase64String(body));
        }

        return members.Build();
    }
}
