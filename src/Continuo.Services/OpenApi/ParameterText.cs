using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>Values of parameters as text, by the styles of OpenAPI, which are those of RFC 6570.</summary>
internal static class ParameterText
{
    // What would end the pair or the query even where reserved characters may stand.
    private const string Reserved = ":/?[]@!$'()*,;=";

    /// <summary>In a path or a header: one text.</summary>
    public static string InPath(OpenApiParameter parameter, JsonValue value, Func<string, string> escape)
    {
        var (prefix, between) = parameter.Style switch
        {
            ParameterStyle.Label => (".", parameter.Explodes ? "." : ","),
            ParameterStyle.Matrix => (";", parameter.Explodes ? ";" : ","),
            _ => ("", parameter.Separator == "," ? "," : escape(parameter.Separator)),
        };
        var isMatrix = parameter.Style == ParameterStyle.Matrix;
        if (parameter.IsJson || (!value.IsArray && !value.IsObject))
        {
            return prefix + (isMatrix ? $"{parameter.Name}=" : "") + escape(Text(parameter, value));
        }

        var names = isMatrix && !parameter.Explodes ? $"{parameter.Name}=" : "";
        return prefix + names + string.Join(between, Parts(parameter, value, escape, named: isMatrix));
    }

    /// <summary>In a query or a form: none, one or several pairs.</summary>
    public static IEnumerable<string> InQuery(OpenApiParameter parameter, JsonValue value, Func<string, string> escape)
    {
        var encode = parameter.AllowsReserved ? KeepReserved(escape) : escape;
        var name = escape(parameter.Name);
        if (parameter.IsJson || (!value.IsArray && !value.IsObject))
        {
            return [$"{name}={encode(Text(parameter, value))}"];
        }

        if (parameter.Style == ParameterStyle.DeepObject)
        {
            return Deep(name, value, encode);
        }

        if (value.AsArray is { } items && parameter.Explodes)
        {
            return items.Select(item => $"{name}={encode(CallText.Of(item))}");
        }

        var parts = Parts(parameter, value, encode, named: false);
        return parameter.Explodes ? parts : parts is [] ? [] : [$"{name}={string.Join(parameter.Separator == "," ? "," : encode(parameter.Separator), parts)}"];
    }

    private static List<string> Parts(OpenApiParameter parameter, JsonValue value, Func<string, string> escape, bool named)
    {
        if (value.AsArray is { } items)
        {
            return [.. items.Select(item => (named && parameter.Explodes ? $"{parameter.Name}=" : "") + escape(CallText.Of(item)))];
        }

        return [.. value.Object.Where(m => !m.Value.IsNull).Select(m => parameter.Explodes
            ? $"{escape(m.Key)}={escape(CallText.Of(m.Value))}"
            : $"{escape(m.Key)},{escape(CallText.Of(m.Value))}")];
    }

    private static IEnumerable<string> Deep(string name, JsonValue value, Func<string, string> escape)
    {
        if (value.AsObject is { } members)
        {
            return members.SelectMany(member => Deep($"{name}[{escape(member.Key)}]", member.Value, escape));
        }

        return value.AsArray is { } items ? items.SelectMany(item => Deep(name, item, escape))
            : value.IsNull ? []
            : [$"{name}={escape(CallText.Of(value))}"];
    }

    private static string Text(OpenApiParameter parameter, JsonValue value) => parameter.IsJson && !value.IsSymbolic ? value.ToString() : CallText.Of(value);

    private static Func<string, string> KeepReserved(Func<string, string> escape) =>
        text => string.Concat(Split(text, escape));

    private static IEnumerable<string> Split(string text, Func<string, string> escape)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || Reserved.Contains(text[i], StringComparison.Ordinal))
            {
                yield return escape(text[start..i]);
                if (i < text.Length)
                {
                    yield return text[i].ToString();
                }

                start = i + 1;
            }
        }
    }
}
