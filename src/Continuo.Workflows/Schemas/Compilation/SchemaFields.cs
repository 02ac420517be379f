using System.Collections.Immutable;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;
using Continuo.Workflows.Schemas.Patterns;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>Reads the keywords of one schema; says what is wrong with their values.</summary>
internal sealed class SchemaFields(SchemaSite site, JsonObject schema, SchemaProblems problems, Func<SchemaSite, SchemaNode> compile)
{
    public bool TryGet(string keyword, out JsonValue value) => schema.TryGet(keyword, out value);

    public string Location(string keyword) => $"{site.Location}/{keyword}";

    public void Wrong(string keyword, string expected, JsonValue found) => problems.Add(Location(keyword), $"must be {expected}, found {SchemaText.Describe(found)}");

    public string? Text(string keyword)
    {
        if (schema.TryGet(keyword, out var value) && !value.IsString)
        {
            Wrong(keyword, "a string", value);
        }

        return value.AsString;
    }

    public JsonValue? Number(string keyword)
    {
        if (!schema.TryGet(keyword, out var value))
        {
            return null;
        }

        if (!value.IsNumber || double.IsNaN(value.Number))
        {
            Wrong(keyword, "a number", value);
            return null;
        }

        return value;
    }

    /// <summary>A whole number that is not negative.</summary>
    public double? Size(string keyword)
    {
        if (!schema.TryGet(keyword, out var value))
        {
            return null;
        }

        if (!value.IsNumber || value.Number < 0 || !ExactNumber.IsInteger(value))
        {
            Wrong(keyword, "a whole number, 0 or more", value);
            return null;
        }

        return value.Number;
    }

    public ImmutableArray<string>? Names(string keyword) => schema.TryGet(keyword, out var value) ? Names(keyword, value) : null;

    public ImmutableArray<string>? Names(string keyword, JsonValue value)
    {
        if (value.AsArray is { } items && items.All(item => item.IsString))
        {
            return [.. items.Select(item => item.String).Distinct(StringComparer.Ordinal)];
        }

        Wrong(keyword, "a list of strings", value);
        return null;
    }

    public SchemaNode? Schema(string keyword) => schema.ContainsKey(keyword) ? Below(keyword) : null;

    public ImmutableArray<SchemaNode>? Schemas(string keyword)
    {
        if (!schema.TryGet(keyword, out var value))
        {
            return null;
        }

        if (value.AsArray is not { Count: > 0 } items)
        {
            Wrong(keyword, "a list of schemas, at least one", value);
            return null;
        }

        return [.. Enumerable.Range(0, items.Count).Select(i => Below($"{keyword}/{i}"))];
    }

    public IEnumerable<(string Name, JsonValue Value)> Members(string keyword)
    {
        if (!schema.TryGet(keyword, out var value))
        {
            return [];
        }

        if (value.AsObject is not { } members)
        {
            Wrong(keyword, "an object", value);
            return [];
        }

        return members.Select(member => (member.Key, member.Value));
    }

    public IEnumerable<(string Name, SchemaNode Node)> Map(string keyword) =>
        Members(keyword).Select(member => (member.Name, Below($"{keyword}/{SchemaText.Token(member.Name)}")));

    public SchemaPattern? Pattern(string location, string source)
    {
        var (pattern, problem) = SchemaPattern.Read(source);
        if (pattern is null)
        {
            problems.Add(location, $"holds {SchemaText.Quote(source)}, which {problem}");
        }

        return pattern;
    }

    /// <summary>A schema below this one. It is missing only when the document is nested too deeply, which is a problem already.</summary>
    public SchemaNode Below(string path) => compile(site.Document.Sites.GetValueOrDefault($"{site.Pointer}/{path}", site));
}
