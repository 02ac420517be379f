using System.Collections.Immutable;

namespace Continuo.Services.OpenApi;

/// <summary>Which of several media types to use.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";
    public const string Parts = "multipart/form-data";

    public static bool IsJson(string media)
    {
        var plain = Plain(media);
        return plain is Json or "*/*" or "application/*" || plain.EndsWith("+json", StringComparison.Ordinal);
    }

    /// <summary>The one to send: JSON, then forms, then text, then the first; null of none.</summary>
    public static string? Best(ImmutableArray<string> offered) => offered.IsEmpty ? null : offered.MinBy(Rank);

    /// <summary>JSON where it is answered, else everything that is.</summary>
    public static string? Accept(ImmutableArray<string> answered) =>
        answered.IsEmpty ? null : answered.FirstOrDefault(media => IsJson(media) && !media.Contains('*', StringComparison.Ordinal)) ?? string.Join(", ", answered);

    public static string Plain(string media) => media.Split(';')[0].Trim().ToLowerInvariant();

    private static int Rank(string media) => Plain(media) switch
    {
        Json => 0,
        var json when IsJson(json) => 1,
        Form => 2,
        Parts => 3,
        var text when text.StartsWith("text/", StringComparison.Ordinal) => 4,
        _ => 5,
    };
}
