using System.Buffers;
using System.Net;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Replaces secret values by their tokens in whatever comes back from a callee.</summary>
public sealed class SecretMask
{
    /// <summary>Shorter values would mask half of every answer and hide nothing.</summary>
    public const int MinLength = 4;

    private static readonly SecretMask s_nothing = new([]);

    // Longest first: where one value begins with another, the whole of it is replaced.
    private readonly KeyValuePair<string, string>[] _patterns;
    private readonly SearchValues<string> _search;
    private SecretMask? _ofBytes;

    private SecretMask(IEnumerable<KeyValuePair<string, string>> patterns)
    {
        _patterns = [.. patterns.DistinctBy(p => p.Key).OrderByDescending(p => p.Key.Length)];
        _search = SearchValues.Create([.. _patterns.Select(p => p.Key)], StringComparison.Ordinal);
        Longest = _patterns.Length == 0 ? 0 : _patterns[0].Key.Length;
    }

    /// <summary>The length of the longest text that this mask replaces.</summary>
    public int Longest { get; }

    public static SecretMask For(IReadOnlyCollection<KeyValuePair<string, string>> secrets) =>
        secrets.Count == 0 ? s_nothing : new(secrets.Where(s => s.Key.Length >= MinLength).SelectMany(Spellings));

    public string Apply(string text)
    {
        var rest = text.AsSpan();
        var at = _patterns.Length == 0 ? -1 : rest.IndexOfAny(_search);
        if (at < 0)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        for (; at >= 0; at = rest.IndexOfAny(_search))
        {
            masked.Append(rest[..at]);
            rest = rest[at..];
            foreach (var (value, token) in _patterns)
            {
                if (rest.StartsWith(value, StringComparison.Ordinal))
                {
                    masked.Append(token);
                    rest = rest[value.Length..];
                    break;
                }
            }
        }

        return masked.Append(rest).ToString();
    }

    public JsonValue Apply(JsonValue value)
    {
        if (_patterns.Length == 0)
        {
            return value;
        }

        switch (value.Kind)
        {
            case JsonKind.String:
                return Apply(value.String);
            case JsonKind.Number:
                var printed = value.ToString();
                return _patterns.FirstOrDefault(p => p.Key == printed).Value is { } token ? token : value;
            case JsonKind.Array:
                var items = new JsonValue[value.Array.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Apply(value.Array[i]);
                }

                return JsonArray.Own(items);
            case JsonKind.Object:
                var members = new JsonObject.Builder(value.Object.Count);
                foreach (var (key, member) in value.Object)
                {
                    members.Set(Apply(key), Apply(member));
                }

                return members.Build();
            default:
                return value;
        }
    }

    /// <summary>Bytes of no known encoding: the values are looked for in UTF-8.</summary>
    public byte[] Apply(byte[] bytes)
    {
        if (_patterns.Length == 0)
        {
            return bytes;
        }

        _ofBytes ??= new SecretMask(_patterns.Select(p => new KeyValuePair<string, string>(AsLatin(p.Key), AsLatin(p.Value))));
        var text = Encoding.Latin1.GetString(bytes);
        var masked = _ofBytes.Apply(text);
        return ReferenceEquals(masked, text) ? bytes : Encoding.Latin1.GetBytes(masked);

        static string AsLatin(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
    }

    public WorkflowError Apply(WorkflowError error) => _patterns.Length == 0
        ? error
        : error with { Title = error.Title is null ? null : Apply(error.Title), Detail = error.Detail is null ? null : Apply(error.Detail) };

    /// <summary>A callee may echo a value as it stands in JSON, in a URL or in a form.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Spellings(KeyValuePair<string, string> secret) =>
    [
        secret,
        new(JsonWriter.Write(secret.Key)[1..^1], secret.Value),
        new(Uri.EscapeDataString(secret.Key), secret.Value),
        new(WebUtility.UrlEncode(secret.Key), secret.Value),
    ];
}
