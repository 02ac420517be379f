using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Checking;

/// <summary>Whether each definition is what its hash says.</summary>
internal sealed class DefinitionChecks(Findings findings)
{
    private const string DeployAgain = "Deploy the very content again; what runs on it is pinned to its hash.";

    private readonly HashSet<DefinitionHash> _known = [];

    public bool Has(DefinitionHash hash) => _known.Contains(hash);

    public void Add(StoredDefinition stored)
    {
        _known.Add(stored.Hash);
        var subject = $"{stored.Name}@{stored.Version}";
        var loaded = WorkflowLoader.Load(stored.Source, ExternalDocuments.Of(stored.Documents));
        if (loaded.Definition is not { } definition)
        {
            var why = loaded.Diagnostics.IsDefaultOrEmpty ? "no reason given" : loaded.Diagnostics[0].Format(subject);
            findings.Error(FindingCodes.DefinitionUnreadable, subject, $"this version cannot read its content {stored.Hash.Hex}: {why}", "Use the version that deployed it, or deploy it anew under a new version.");
        }
        else if (definition.Hash != stored.Hash)
        {
            findings.Error(FindingCodes.DefinitionChanged, subject, $"it is stored as {stored.Hash.Hex}; its content has the hash {definition.Hash.Hex}", DeployAgain);
        }
    }
}
