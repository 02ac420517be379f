using Continuo.Workflows.Json;

namespace Continuo.Conformance.Guide;

/// <summary>One sentence about the language, with the workflow that shows it.</summary>
/// <param name="Sentence">What holds; ends with the decisions it shows, in brackets.</param>
/// <param name="Workflow">The whole document.</param>
internal sealed record GuideCase(string Sentence, string Workflow)
{
    private const string Head = "document: { dsl: '1.0.3', namespace: guide, name: case, version: '0.1.0' }\n";

    private readonly Dictionary<string, string> _parts = [];

    /// <summary>Null when the case does not say it.</summary>
    public string? this[string part] => _parts.GetValueOrDefault(part);

    /// <summary>The cases of a text: each begins with <c>===</c> and its sentence; <c>---</c> begins a part of it.</summary>
    public static IEnumerable<GuideCase> Read(string text) =>
        text.ReplaceLineEndings("\n").Split("\n=== ").Skip(1).Select(One);

    /// <summary>The JSON of a part.</summary>
    public JsonValue Json(string part) => JsonValue.Parse(_parts[part]);

    private static GuideCase One(string text)
    {
        var parts = text.Split("\n--- ");
        var (sentence, workflow) = Cut(parts[0]);
        var result = new GuideCase(sentence, Document(workflow));
        foreach (var part in parts.Skip(1))
        {
            var (name, content) = Cut(part);
            var end = name.IndexOf(' ', StringComparison.Ordinal);
            result._parts.Add(end < 0 ? name : name[..end], end < 0 ? content.Trim() : name[(end + 1)..]);
        }

        return result;
    }

    private static (string Line, string Others) Cut(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (text.Trim(), "") : (text[..end].Trim(), text[(end + 1)..]);
    }

    // Most cases are about their tasks alone, and are written as the list of them.
    private static string Document(string workflow) => workflow switch
    {
        _ when workflow.StartsWith("document:", StringComparison.Ordinal) || workflow.StartsWith('{') => workflow,
        _ when workflow.StartsWith("- ", StringComparison.Ordinal) => $"{Head}do:\n{workflow}",
        _ => Head + workflow,
    };
}
