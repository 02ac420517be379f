using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>A document of the language that was made by a program.</summary>
/// <param name="Value">The document as data.</param>
public sealed record WorkflowDocument(JsonValue Value)
{
    /// <summary>The checked and compiled workflow.</summary>
    /// <exception cref="WorkflowBuildException">The document is not valid; carries every diagnostic.</exception>
    public WorkflowDefinition Build() => Build(ExternalDocuments.None);

    /// <inheritdoc cref="Build()"/>
    /// <param name="documents">The documents elsewhere that it needs.</param>
    public WorkflowDefinition Build(ExternalDocuments documents)
    {
        var loaded = WorkflowLoader.Load(ToYaml(), documents);
        return loaded.Definition ?? throw new WorkflowBuildException(loaded.Diagnostics);
    }

    /// <summary>The document as a file in YAML.</summary>
    public string ToYaml() => YamlText.Of(Value);

    public string ToJson() => JsonWriter.Write(Value, indented: true);
}
