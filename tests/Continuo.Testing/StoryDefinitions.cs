using Continuo.Workflows.Documents;
using Continuo.Workflows.Validation;

namespace Continuo.Testing;

/// <summary>The definitions that an <see cref="InstanceStory"/> has run on, or may migrate to.</summary>
internal sealed class StoryDefinitions
{
    private readonly Dictionary<DefinitionHash, WorkflowDefinition> _definitions = [];

    public WorkflowDefinition Of(DefinitionHash hash) => _definitions[hash];

    public WorkflowDefinition Deploy(string yaml)
    {
        var loaded = WorkflowLoader.Load(yaml).Checked();
        var definition = loaded.Definition ?? throw new ArgumentException(string.Join('\n', loaded.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Format("story.yaml"))));
        _definitions[definition.Hash] = definition;
        return definition;
    }
}
