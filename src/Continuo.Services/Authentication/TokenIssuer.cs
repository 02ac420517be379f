using System.Buffers.Text;
using System.Net.Http;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Services.Authentication;

/// <summary>Asks authorities for tokens.</summary>
internal sealed class TokenIssuer(CallTransport transport, AuthorityDirectory directory, TimeProvider time)
{
    private const int LongestAnswer = 1 << 20;

    // RFC 6749 leaves a token without expires_in open; a refusal renews it in any case.
    private static readonly TimeSpan s_unsaid = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_longestMargin = TimeSpan.FromSeconds(10);

    /// <exception cref="CallFailedException">There is no token: an <c>authentication</c> error, unless the policy or this host is at fault.</exception>
    public async Task<IssuedToken> Ask(TokenPolicy policy, string? refresh, CancellationToken cancellation)
    {
        try
        {
            var authority = await directory.Find(policy, cancellation);
            var answer = await Post(TokenRequest.ForToken(policy, refresh, authority, time.GetUtcNow()), cancellation);
            if (answer is not { Status: >= 200 and < 300 } || answer.Body["access_token"].AsString is not { Length: > 0 } token)
            {
                throw Refused(authority.Token, answer);
            }

            await CheckIssuer(policy, authority, token, cancellation);
            var scheme = answer.Body["token_type"].AsString is { Length: > 0 } type && !type.Equals("bearer", StringComparison.OrdinalIgnoreCase) ? type : "Bearer";
            return new IssuedToken(token, scheme, Until(answer.Body["expires_in"]), answer.Body["refresh_token"].AsString);
        }
        catch (CallFailedException problem) when (problem.Error.Type == ErrorTypes.Communication.Uri)
        {
            throw new CallFailedException(CallErrors.Authentication($"No token from {policy.Authority}: {problem.Error.Detail}"));
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or HttpRequestException)
        {
            throw new CallFailedException(CallErrors.Authentication($"No token from {policy.Authority}: the answer broke off: {problem.Message}"));
        }
    }

    private async Task<(int Status, JsonValue Body)> Post(CallHop hop, CancellationToken cancellation)
    {
        var (answer, _) = await transport.Send(new CallPlan(hop, "", CallOutput.Raw, Redirect: false), null, cancellation);
        using (answer)
        {
            var (bytes, _) = await AnswerBody.Read(answer.Content, LongestAnswer, cancellation);
            try
            {
                return ((int)answer.StatusCode, JsonValue.Parse(bytes));
            }
            catch (JsonSyntaxException)
            {
                return ((int)answer.StatusCode, JsonValue.Null);
            }
        }
    }

    private static CallFailedException Refused(Uri endpoint, (int Status, JsonValue Body) answer)
    {
        var error = answer.Body["error"].AsString;
        var reason = answer.Body["error_description"].AsString;
        var why = error is null ? answer.Status is >= 200 and < 300 ? " without an access_token" : "" : reason is null ? $" {error}" : $" {error} ({reason})";
        return new CallFailedException(CallErrors.Authentication($"{endpoint.GetLeftPart(UriPartial.Path)} gave no token: it answered {answer.Status}{why}."));
    }

    /// <summary>A token is dropped a little early, so that it does not expire on its way.</summary>
    private DateTimeOffset Until(JsonValue expiresIn)
    {
        var lifetime = expiresIn.IsNumber ? expiresIn.Number
            : double.TryParse(expiresIn.AsString, System.Globalization.CultureInfo.InvariantCulture, out var text) ? text : s_unsaid.TotalSeconds;
        var span = TimeSpan.FromSeconds(Math.Clamp(lifetime, 0, int.MaxValue));
        var margin = span / 10 < s_longestMargin ? span / 10 : s_longestMargin;
        return time.GetUtcNow() + span - margin;
    }

    /// <summary>The policy may name the issuers that it trusts. A JWT says who issued it; about another token the authority is asked where it can be.</summary>
    private async Task CheckIssuer(TokenPolicy policy, AuthorityEndpoints authority, string token, CancellationToken cancellation)
    {
        if (policy.Issuers.IsEmpty)
        {
            return;
        }

        var claims = Claims(token);
        if (claims.IsNull && authority.Introspection is not null)
        {
            var (status, body) = await Post(TokenRequest.ForIntrospection(policy, token, authority, time.GetUtcNow()), cancellation);
            claims = status is >= 200 and < 300 ? body : JsonValue.Null;
        }

        if (claims["iss"].AsString is { } issuer && !policy.Issuers.Any(known => known.TrimEnd('/') == issuer.TrimEnd('/')))
        {
            throw new CallFailedException(CallErrors.Authentication($"The token was issued by '{issuer}', which is none of the policy's issuers: {string.Join(", ", policy.Issuers)}."));
        }
    }

    private static JsonValue Claims(string token)
    {
        try
        {
            return token.Split('.') is [_, var claims, _] ? JsonValue.Parse(Base64Url.DecodeFromChars(claims)) : JsonValue.Null;
        }
        catch (Exception problem) when (problem is FormatException or JsonSyntaxException)
        {
            return JsonValue.Null;
        }
    }
}
