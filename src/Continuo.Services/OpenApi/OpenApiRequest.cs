using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>What an operation and the parameters given for it make.</summary>
/// <param name="Uri">The whole address, with its query.</param>
/// <param name="Headers">Those of parameters.</param>
/// <param name="Body">Its value; null when nothing is sent.</param>
internal sealed partial record OpenApiRequest(string Uri, ImmutableArray<KeyValuePair<string, string>> Headers, JsonValue? Body)
{
    private static readonly string[] s_bodyless = ["GET", "HEAD", "OPTIONS", "TRACE"];

    /// <exception cref="CallFailedException">A parameter is missing, or one is given that the operation does not have.</exception>
    public static OpenApiRequest Of(OpenApiOperation operation, JsonObject given, Func<string, string> escape)
    {
        var missing = operation.Parameters.Where(p => p.IsRequired && given[p.Name].IsNull).Select(p => p.Name).ToList();
        var left = given.Where(member => operation.Parameters.All(p => p.Name != member.Key)).ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal);
        var path = Path(operation, given, left, missing, escape);
        var body = BodyOf(operation, left, missing);
        if (missing.Count > 0)
        {
            var names = missing.Distinct().Select(name => $"'{name}'").ToList();
            throw Incomplete($"The operation '{operation.Id}' needs the parameter{(names.Count > 1 ? "s" : "")} {string.Join(", ", names)}.");
        }

        var query = string.Join('&', Given(ParameterPlace.Query).SelectMany(p => ParameterText.InQuery(p, given[p.Name], escape)));
        var headers = Given(ParameterPlace.Header).Select(p => KeyValuePair.Create(p.Name, ParameterText.InPath(p, given[p.Name], text => text))).ToList();
        var cookies = string.Join("; ", Given(ParameterPlace.Cookie).SelectMany(p => ParameterText.InQuery(p, given[p.Name], escape)));
        if (cookies.Length > 0)
        {
            headers.Add(KeyValuePair.Create("Cookie", cookies));
        }

        return new OpenApiRequest(CallText.WithQuery(operation.Server + path, query), [.. headers], body);

        IEnumerable<OpenApiParameter> Given(ParameterPlace place) => operation.Parameters.Where(p => p.Place == place && !given[p.Name].IsNull);
    }

    private static string Path(OpenApiOperation operation, JsonObject given, Dictionary<string, JsonValue> left, List<string> missing, Func<string, string> escape)
    {
        return Place().Replace(operation.Path, match =>
        {
            var name = match.Groups[1].Value;
            var parameter = operation.Parameters.FirstOrDefault(p => p.Name == name && p.Place == ParameterPlace.Path) ?? new OpenApiParameter(name, ParameterPlace.Path, ParameterStyle.Simple, false);
            left.Remove(name);
            if (given[name].IsNull)
            {
                missing.Add(name);
                return "";
            }

            // A client takes these two out of a path, with what stands before: the call would reach another operation.
            var text = ParameterText.InPath(parameter, given[name], escape);
            return text is "." or ".." ? throw Incomplete($"The parameter '{name}' of the operation '{operation.Id}' is a part of a path and cannot be '{text}'.") : text;
        });
    }

    private static JsonValue? BodyOf(OpenApiOperation operation, Dictionary<string, JsonValue> left, List<string> missing)
    {
        if (operation.Body is not { } body)
        {
            if (left.Count == 0)
            {
                return null;
            }

            return s_bodyless.Contains(operation.Method.Method) ? throw Unknown(operation, left.Keys.First()) : Members(left);
        }

        if (left.TryGetValue(body.Name, out var whole) && !body.Members.Known.Contains(body.Name))
        {
            left.Remove(body.Name);
            return left.Count == 0 ? whole : whole.AsObject is { } members ? members.Merge(Members(left)) : throw Unknown(operation, left.Keys.First());
        }

        if (left.Count == 0)
        {
            if (body.IsRequired)
            {
                missing.AddRange(body.Members.Required.Count > 0 ? body.Members.Required.Order(StringComparer.Ordinal) : [body.Name]);
            }

            return null;
        }

        missing.AddRange(body.Members.Required.Where(name => !left.ContainsKey(name)).Order(StringComparer.Ordinal));
        return body.Members.IsClosed && left.Keys.FirstOrDefault(name => !body.Members.Known.Contains(name)) is { } unknown ? throw Unknown(operation, unknown) : Members(left);
    }

    private static JsonObject Members(Dictionary<string, JsonValue> left)
    {
        var members = new JsonObject.Builder(left.Count);
        foreach (var (name, value) in left)
        {
            members.Set(name, value);
        }

        return members.Build();
    }

    private static CallFailedException Unknown(OpenApiOperation operation, string name) =>
        Incomplete($"The operation '{operation.Id}' has no parameter '{name}'.{Suggestion.For(name, operation.Parameters.Select(p => p.Name).Concat(operation.Body?.Members.Known ?? []))}");

    private static CallFailedException Incomplete(string detail) => new(CallErrors.Validation(detail));

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Place();
}
