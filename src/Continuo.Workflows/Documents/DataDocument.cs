using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents;

/// <summary>Text in YAML 1.2 or JSON as plain data, for documents that are no workflows.</summary>
public static class DataDocument
{
    /// <exception cref="JsonSyntaxException">The text is neither; says where.</exception>
    public static JsonValue Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var whole = text.StartsWith('\uFEFF') ? text[1..] : text;
        if (JsonTree.Is(whole))
        {
            return JsonValue.Parse(whole);
        }

        var diagnostics = new DiagnosticBag();
        var root = YamlTree.Read(whole, diagnostics);
        if (root is not null && !diagnostics.HasErrors)
        {
            return root.Json;
        }

        var problem = diagnostics.Close().First(d => d.Severity == Severity.Error);
        throw new JsonSyntaxException(problem.Message, problem.Position.Line, problem.Position.Column);
    }
}
