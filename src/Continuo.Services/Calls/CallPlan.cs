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
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="secrets">Resolves what is symbolic in them.</param>
    /// <param name="credentials">What proves who calls, if anything.</param>
    /// <param name="start">What a relative address is relative to, if it is an address of the web.</param>
    /// <exception cref="CallFailedException">The arguments make no request.</exception>
    /// <exception cref="SecretMissingException">A secret is not there.</exception>
    public static CallPlan Create(JsonValue arguments, CallSecrets secrets, CallCredentials? credentials, Uri? start = null)
    {
        var method = Method(CallText.Of(secrets.Resolve(arguments["method"])));
        var uri = Address(secrets.Resolve(arguments["uri"]), secrets.Resolve(arguments["query"]), start);
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

    private static Uri Address(JsonValue uri, JsonValue query, Uri? start)
    {
        if (uri.AsString is not { Length: > 0 } text)
        {
            throw new CallFailedException(CallErrors.Configuration($"The endpoint must be an absolute http or https address, found {uri.Kind.ToString().ToLowerInvariant()}."));
        }

        // A path alone parses as an absolute file address, so the scheme decides what is relative.
        var whole = CallText.WithQuery(text, CallText.Pairs(query, Uri.EscapeDataString));
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var address) || text[0] == '/')
        {
            address = start?.Scheme is "http" or "https" && Uri.TryCreate(start, whole, out var found) ? found : throw new CallFailedException(CallErrors.Configuration(
                "The endpoint is a relative address, and nothing here serves what it could be relative to: give it as http://HOST/PATH. The host may be the name of a registered service."));
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
