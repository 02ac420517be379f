using System.Collections.Immutable;
using Continuo.Workflows.Building;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Import;

/// <summary>Brings documents of earlier versions of the language to the present one.</summary>
public static class WorkflowImport
{
    /// <remarks>Never throws for any text. Keeps comments and layout where the text can be changed in place.</remarks>
    /// <param name="text">A document of 1.0.0-alpha1 or later, YAML or JSON.</param>
    public static ImportResult Upgrade(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var diagnostics = new DiagnosticBag();
        var whole = text.StartsWith('\uFEFF') ? text[1..] : text;
        var isJson = JsonTree.Is(whole);
        var root = isJson ? JsonTree.Read(whole, diagnostics) : YamlTree.Read(whole, diagnostics);
        if (root is null || diagnostics.HasErrors)
        {
            return new ImportResult(text, [], diagnostics.Close());
        }

        var edits = new TextEdits(whole);
        var upgrade = new DocumentUpgrade(edits);
        var wanted = upgrade.Document(root);
        if (upgrade.Changes.Count == 0)
        {
            return new ImportResult(text, [], []);
        }

        if (isJson)
        {
            return new ImportResult(JsonWriter.Write(wanted, indented: true) + "\n", [.. upgrade.Changes], []);
        }

        // Whatever the edits did not foresee shows here: then the data are printed anew.
        var edited = edits.Apply();
        var kept = YamlTree.Read(edited, new DiagnosticBag())?.Json == wanted;
        return new ImportResult(kept ? edited : YamlText.Of(wanted), [.. upgrade.Changes], []) { LostLayout = !kept };
    }
}
