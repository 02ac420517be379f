using System.Globalization;
using System.Text.RegularExpressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents;

/// <summary>What CloudEvents asks of the attributes of an event. Texts that come from expressions are held to it when they are there.</summary>
public static partial class EventForm
{
    /// <summary>The names that an attribute may have, as a pattern. <c>data_base64</c> is the JSON format's own.</summary>
    internal const string NamePattern = @"^(?:[a-z0-9]+|data_base64)$";

    internal const string TimePattern = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})$";

    /// <summary>What a URI reference must look like: the standard's own form is as wide.</summary>
    internal const string ReferencePattern = @"^\S+$";

    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>Whether a text can stand where a URI reference is asked for.</summary>
    public static bool IsReference(string? text) => text is not null && Reference().IsMatch(text);

    /// <summary>Whether a text is a moment as RFC 3339 writes it.</summary>
    public static bool IsTime(string? text) =>
        text is not null && Time().IsMatch(text)
        && DateTimeOffset.TryParse(text.Replace(":60", ":59", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>What an attribute must be, when <paramref name="value"/> is not that; null when nothing is wrong. A value that is not there, or a secret, is never wrong.</summary>
    public static string? Wanted(string name, JsonValue value) => value.IsNull || value.IsSymbolic ? null : name switch
    {
        "id" or "type" => value.AsString is { Length: > 0 } ? null : "a text that is not empty",
        "source" or "dataschema" => IsReference(value.AsString) ? null : "a URI",
        "time" => IsTime(value.AsString) ? null : "a time such as 2026-01-31T12:00:00Z",
        "subject" or "datacontenttype" => value.IsString ? null : "a text",
        _ => null,
    };

    [GeneratedRegex(@"^(?:[a-z0-9]+|data_base64)\z")]
    private static partial Regex Name();

    [GeneratedRegex(TimePattern)]
    private static partial Regex Time();

    [GeneratedRegex(@"^\S+\z")]
    private static partial Regex Reference();
}
