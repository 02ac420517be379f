using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Effects;

/// <summary>Whether a definition may be started at all.</summary>
internal static class StartRules
{
    /// <summary>Why an instance would not do what its document says; null when it would.</summary>
    public static CommandResult.Refused? Refuse(WorkflowDefinition definition)
    {
        var blocking = definition.Unsupported.Where(feature => feature.BlocksStart).ToList();
        return blocking is []
            ? null
            : new CommandResult.Refused(
                "unsupported",
                $"{definition.Name}@{definition.Version} uses what this version does not execute: " +
                string.Join("; ", blocking.Select(feature => $"{feature.Feature} at {feature.Position} ({feature.Pointer})")) + ".");
    }
}
