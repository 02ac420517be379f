using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Lifecycle;

/// <summary>An instance as it was after a commit, for its next commits to be told from there.</summary>
internal sealed class FollowedInstance(InstanceState state, WorkflowDefinition definition)
{
    public InstanceState State { get; } = state;

    /// <summary>Another one once the instance has migrated.</summary>
    public WorkflowDefinition Definition { get; set; } = definition;

    /// <summary>The newest commit that is folded.</summary>
    public long Position { get; set; }
}
