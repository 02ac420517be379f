using System.Collections.Frozen;
using Continuo.Workflows.Json;

namespace Continuo.Services.OpenApi;

/// <summary>The body of an operation.</summary>
/// <param name="MediaType">The one of those offered that is sent.</param>
/// <param name="IsRequired">Whether the operation cannot do without.</param>
/// <param name="Name">The parameter that is the whole body.</param>
/// <param name="Members">What its members may be.</param>
internal sealed record OpenApiBody(string MediaType, bool IsRequired, string Name, BodyMembers Members)
{
    /// <summary>How the members of a form are written, where that is not the usual way.</summary>
    public FrozenDictionary<string, OpenApiParameter> Encodings { get; init; } = FrozenDictionary<string, OpenApiParameter>.Empty;

    /// <summary>Members that are sent as files in a form of several parts.</summary>
    public FrozenSet<string> Files { get; init; } = FrozenSet<string>.Empty;
}

/// <summary>The members of a body that is an object, as far as its schema tells.</summary>
/// <param name="Known">Their names.</param>
/// <param name="Required">Those that a request needs.</param>
/// <param name="IsClosed">Whether there may be no others.</param>
internal sealed record BodyMembers(FrozenSet<string> Known, FrozenSet<string> Required, bool IsClosed)
{
    public static BodyMembers Any { get; } = new(FrozenSet<string>.Empty, FrozenSet<string>.Empty, false);

    /// <param name="schema">The schema of a body, whose references <paramref name="document"/> knows.</param>
    /// <param name="document">The document.</param>
    public static BodyMembers Of(JsonValue schema, OpenApiDocument document)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        var closed = Collect(schema, document, known, required, new HashSet<JsonObject>(ReferenceEqualityComparer.Instance));
        return new BodyMembers(known.ToFrozenSet(), required.ToFrozenSet(), closed);
    }

    private static bool Collect(JsonValue schema, OpenApiDocument document, HashSet<string> known, HashSet<string> required, HashSet<JsonObject> seen)
    {
        schema = document.Resolve(schema);
        if (schema.AsObject is not { } members || !seen.Add(members))
        {
            return false;
        }

        var closed = schema["additionalProperties"].Kind == JsonKind.False || schema["unevaluatedProperties"].Kind == JsonKind.False;
        foreach (var name in schema["required"].AsArray ?? JsonArray.Empty)
        {
            // What only answers hold is not asked for.
            if (name.AsString is { } text && !document.Resolve(schema["properties"][text])["readOnly"].IsTruthy)
            {
                required.Add(text);
            }
        }

        foreach (var (name, _) in schema["properties"].AsObject ?? JsonObject.Empty)
        {
            known.Add(name);
        }

        foreach (var part in schema["allOf"].AsArray ?? JsonArray.Empty)
        {
            closed |= Collect(part, document, known, required, seen);
        }

        return closed;
    }
}
