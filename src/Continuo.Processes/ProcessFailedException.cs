using Continuo.Engine.Instances;
using Continuo.Runtime.Effects;

namespace Continuo.Processes;

/// <summary>The task cannot have its output; carries the standard's error.</summary>
internal sealed class ProcessFailedException(WorkflowError error) : Exception(error.Detail)
{
    public WorkflowError Error { get; } = error;

    public static ProcessFailedException Runtime(string detail) => new(EffectErrors.Runtime(detail));

    public static ProcessFailedException Configuration(string detail) => new(EffectErrors.Configuration(detail));
}
