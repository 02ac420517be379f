using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Lifecycle;

/// <summary>A lifecycle event of the standard.</summary>
/// <param name="Place">Where it stands: whoever was told of it goes on after this.</param>
/// <param name="Type">Such as <c>io.serverlessworkflow.workflow.completed.v1</c>.</param>
/// <param name="Event">The CloudEvent, in structured form. Its id is the same whenever it is told.</param>
public sealed record LifecycleEvent(LifecyclePlace Place, InstanceId Instance, WorkflowName Workflow, string Version, string Type, JsonValue Event)
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    internal DefinitionHash Definition { get; init; }
}
