using System.Collections.Immutable;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>The headers that the author asks for: his own, and the one of his authentication.</summary>
internal static class CallHeaders
{
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="secrets">Resolves what is symbolic in them.</param>
    /// <param name="authorization">The header of the authentication, which replaces the author's own.</param>
    public static ImmutableArray<CallHeader> Read(JsonValue arguments, CallSecrets secrets, CallHeader? authorization)
    {
        var headers = ImmutableArray.CreateBuilder<CallHeader>();
        var given = arguments["headers"];
        foreach (var (name, value) in (given.IsSymbolic ? Whole(secrets.Resolve(given)) : given.AsObject) ?? JsonObject.Empty)
        {
            // The length is counted, not believed.
            if (!value.IsNull && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(Checked(name, CallText.Of(secrets.Resolve(value)), CallText.Of(given.IsSymbolic ? given : value)));
            }
        }

        if (arguments["authentication"].IsObject)
        {
            headers.RemoveAll(h => h.Is("Authorization"));
        }

        if (authorization is not null)
        {
            headers.Add(authorization);
        }

        return headers.ToImmutable();
    }

    private static JsonObject Whole(JsonValue secret) =>
        secret.AsObject ?? throw new CallFailedException(CallErrors.Configuration("The headers are a secret that is no object of headers by name."));

    public static CallHeader Checked(string name, string value, string shown)
    {
        if (name.Length == 0 || !name.All(IsTokenChar))
        {
            throw new CallFailedException(CallErrors.Configuration($"'{name}' is not a header's name."));
        }

        if (value.Any(c => c is < ' ' and not '\t' or '\u007f'))
        {
            throw new CallFailedException(CallErrors.Configuration($"The value of the header {name} has a line break or another control character."));
        }

        return new CallHeader(name, value, shown, IsSecret: value != shown);
    }

    private static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
