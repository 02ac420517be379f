using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Effects;

/// <summary>The standard's errors that performing an effect can end in.</summary>
public static class EffectErrors
{
    /// <summary>What is asked for is not there or not set up: no such function, no such workflow.</summary>
    public static WorkflowError Configuration(string detail) => Of(ErrorTypes.Configuration, "Configuration Error", detail);

    /// <summary>A secret is missing or a right is denied.</summary>
    public static WorkflowError Authorization(string detail) => Of(ErrorTypes.Authorization, "Authorization Error", detail);

    public static WorkflowError Timeout(string detail) => Of(ErrorTypes.Timeout, "Timeout Error", detail);

    /// <summary>Something broke while performing.</summary>
    public static WorkflowError Runtime(string detail) => Of(ErrorTypes.Runtime, "Runtime Error", detail);

    private static WorkflowError Of(StandardError error, string title, string detail) => new(error.Uri, error.Status, title, detail);
}
