using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>An object in a request's body, read strictly: what is mistyped is refused with its name.</summary>
internal sealed class BodyReader
{
    private readonly JsonObject _members;
    private readonly string _what;

    public BodyReader(JsonValue body, string what, params ReadOnlySpan<string> known)
    {
        _what = what;
        _members = body.IsNull ? JsonObject.Empty : body.AsObject ?? throw new ProblemException(Problem.BadBody($"{what} is an object.", $"Its members are {string.Join(", ", known.ToArray())}."));
        foreach (var (name, _) in _members)
        {
            if (!known.Contains(name))
            {
                throw new ProblemException(Problem.BadBody($"{what} has no '{name}'.", $"Its members are {string.Join(", ", known.ToArray())}."));
            }
        }
    }

    public JsonValue? Any(string name) => _members.TryGet(name, out var value) ? value : default(JsonValue?);

    public string? Text(string name) => Any(name) switch
    {
        null or { IsNull: true } => null,
        { IsString: true } text => text.String,
        _ => throw Wrong(name, "a text"),
    };

    public bool Flag(string name, bool otherwise) => Any(name) switch
    {
        null or { IsNull: true } => otherwise,
        { Kind: JsonKind.True } => true,
        { Kind: JsonKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    public double Number(string name, double otherwise, double most) => Any(name) switch
    {
        null or { IsNull: true } => otherwise,
        { IsNumber: true } number when number.Number > 0 && number.Number <= most => number.Number,
        _ => throw Wrong(name, $"a number above 0, at most {most}"),
    };

    public ImmutableArray<KeyValuePair<string, string>> Map(string name) => Any(name) switch
    {
        null or { IsNull: true } => [],
        { IsObject: true } map => [.. map.Object.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.AsString ?? throw Wrong(name, "an object of texts")))],
        _ => throw Wrong(name, "an object of texts"),
    };

    private ProblemException Wrong(string name, string expected) => new(Problem.BadBody($"'{name}' of {char.ToLowerInvariant(_what[0])}{_what[1..]} must be {expected}.", $"Give {name} as {expected}."));
}
