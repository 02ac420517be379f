using System.Collections.Immutable;
using System.Net.Http;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>What the result of a call is.</summary>
internal enum CallOutput
{
    Content,
    Raw,
    Response,
}

/// <summary>A call as the author asked for it, with its secrets resolved.</summary>
/// <param name="First">The first request.</param>
/// <param name="ShownUri">The address with tokens where secrets are.</param>
/// <param name="Output">What the result is.</param>
/// <param name="Redirect">Whether redirects are followed and accepted.</param>
/// <param name="Credentials">What to answer when the callee refuses the call, if anything.</param>
internal sealed record CallPlan(CallHop First, string ShownUri, CallOutput Output, bool Redirect, CallCredentials? Credentials = null)
{
    /// <exception cref="CallFailedException">The arguments make no request.</exception>
    /// <exception cref="SecretMissingException">A secret is not there.</exception>
    public static CallPlan Create(JsonValue arguments, CallSecrets secrets, CallCredentials? credentials)
    {
        var method = Method(CallText.Of(secrets.Resolve(arguments["method"])));
        var uri = Address(secrets.Resolve(arguments["uri"]), secrets.Resolve(arguments["query"]));
        var shown = CallText.WithQuery(CallText.Of(arguments["uri"]), CallText.Pairs(arguments["query"], Uri.EscapeDataString));
        var headers = CallHeaders.Read(arguments, secrets, credentials?.Header);
        byte[]? body = null;
        if (arguments.AsObject?.TryGet("body", out var value) == true)
        {
            var authors = headers.FirstOrDefault(h => h.Is("Content-Type"));
            (body, var contentType) = CallBody.Encode(secrets.Resolve(value), authors?.Value);
            if (authors is null)
            {
                headers = headers.Add(new CallHeader("Content-Type", contentType, contentType, IsSecret: false));
            }
        }

        return new CallPlan(new CallHop(method, uri, headers, body), shown, OutputOf(arguments["output"]), arguments["redirect"].IsTruthy, credentials);
    }

    private static HttpMethod Method(string text)
    {
        try
        {
            return HttpMethod.Parse(text.ToUpperInvariant());
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            throw new CallFailedException(CallErrors.Configuration($"'{text}' is not an HTTP method: expected a word such as get or post."));
        }
    }

    private static Uri Address(JsonValue uri, JsonValue query)
    {
        if (uri.AsString is not { Length: > 0 } text)
        {
            throw new CallFailedException(CallErrors.Configuration($"The endpoint must be an absolute http or https address, found {uri.Kind.ToString().ToLowerInvariant()}."));
        }

        // A path alone parses as an absolute file address, so the scheme decides what is relative.
        if (!Uri.TryCreate(CallText.WithQuery(text, CallText.Pairs(query, Uri.EscapeDataString)), UriKind.Absolute, out var address) || text[0] == '/')
        {
            throw new CallFailedException(CallErrors.Configuration(
                "The endpoint is a relative address: give it as http://HOST/PATH. The host may be the name of a registered service."));
        }

        return address.Scheme is "http" or "https"
            ? address
            : throw new CallFailedException(CallErrors.Configuration($"The endpoint's scheme is '{address.Scheme}': call: http takes http and https."));
    }

    public static CallOutput OutputOf(JsonValue output) => output.AsString switch
    {
        null or "content" => CallOutput.Content,
        "raw" => CallOutput.Raw,
        "response" => CallOutput.Response,
        var other => throw new CallFailedException(CallErrors.Configuration($"The output '{other}' is none of content, raw and response.")),
    };
}
