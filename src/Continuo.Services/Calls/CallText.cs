using System.Net;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>Values as text of a request: in headers, in queries and in forms.</summary>
internal static class CallText
{
    /// <summary>The text of any value; of a symbolic one its token.</summary>
    public static string Of(JsonValue value) => value.IsSymbolic ? value.Symbolic.ToString() : value.AsString ?? value.ToString();

    public static string FormEscape(string text) => WebUtility.UrlEncode(text);

    /// <summary><c>a=1&amp;b=2</c>: an array repeats its key, a null is left out, and a token is left readable.</summary>
    public static string Pairs(JsonValue members, Func<string, string> escape)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in members.AsObject ?? JsonObject.Empty)
        {
            if (value.AsArray is { } items)
            {
                foreach (var item in items)
                {
                    Append(text, key, item, escape);
                }
            }
            else
            {
                Append(text, key, value, escape);
            }
        }

        return text.ToString();
    }

    /// <summary><paramref name="uri"/> with more pairs behind its own query; a fragment is never sent.</summary>
    public static string WithQuery(string uri, string pairs)
    {
        var fragment = uri.IndexOf('#', StringComparison.Ordinal);
        var whole = fragment < 0 ? uri : uri[..fragment];
        if (pairs.Length == 0)
        {
            return whole;
        }

        var joint = !whole.Contains('?', StringComparison.Ordinal) ? "?" : whole[^1] is '?' or '&' ? "" : "&";
        return whole + joint + pairs;
    }

    private static void Append(StringBuilder text, string key, JsonValue value, Func<string, string> escape)
    {
        if (!value.IsNull)
        {
            text.Append(text.Length == 0 ? "" : "&").Append(escape(key)).Append('=').Append(value.IsSymbolic ? Of(value) : escape(Of(value)));
        }
    }
}
