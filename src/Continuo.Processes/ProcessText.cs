using System.Collections.Immutable;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Processes;

/// <summary>Values of a workflow as the texts that processes understand.</summary>
internal static class ProcessText
{
    /// <summary>The variables by which a process can recognise that it has been asked for before.</summary>
    public const string Key = "CONTINUO_IDEMPOTENCY_KEY";

    public const string Attempt = "CONTINUO_ATTEMPT";

    /// <summary>Text as it is, nothing for null, and JSON for the rest.</summary>
    public static string Of(JsonValue value) => value.IsNull ? "" : value.AsString ?? value.ToString();

    /// <summary>
    /// The arguments of a command line. In the older form, an object, an argument without a value is its name, and one with a value is <c>name=value</c>.
    /// </summary>
    public static ImmutableArray<string> Arguments(JsonValue arguments)
    {
        ImmutableArray<string> texts = arguments.Kind switch
        {
            JsonKind.Null => [],
            JsonKind.Array => [.. arguments.Array.Select(Of)],
            JsonKind.Object => [.. arguments.Object.Select(pair => Of(pair.Value) is { Length: > 0 } value ? $"{pair.Key}={value}" : pair.Key)],
            _ => throw Wrong("arguments", "a list or an object", arguments),
        };
        return texts.Any(text => text.Contains('\0', StringComparison.Ordinal)) ? throw ProcessFailedException.Runtime("An argument of a process cannot hold the character U+0000.") : texts;
    }

    /// <summary>The environment that the workflow gives, and what identifies the attempt. Null takes a variable away.</summary>
    public static Dictionary<string, string?> Environment(JsonValue environment, EffectRequest request)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Key] = request.Key,
            [Attempt] = request.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        if (environment.Kind is not (JsonKind.Null or JsonKind.Object))
        {
            throw Wrong("environment", "an object", environment);
        }

        foreach (var (name, value) in environment.AsObject ?? JsonObject.Empty)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0'))
            {
                throw ProcessFailedException.Runtime($"'{name}' cannot be the name of an environment variable.");
            }

            variables[name] = value.IsNull ? null : Of(value).Replace("\0", "", StringComparison.Ordinal);
        }

        return variables;
    }

    public static ProcessFailedException Wrong(string what, string expected, JsonValue found) =>
        ProcessFailedException.Runtime($"'{what}' must be {expected}; the expression gave {found.Kind.ToString().ToLowerInvariant()}.");
}
