using Continuo.Engine.Instances;

namespace Continuo.Services.Calls;

/// <summary>Ends a call with an error of the standard. Never leaves the handler.</summary>
internal sealed class CallFailedException(WorkflowError error) : Exception(error.Detail)
{
    public WorkflowError Error { get; } = error;
}
