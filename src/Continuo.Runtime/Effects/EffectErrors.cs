using Continuo.Engine.Instances;

namespace Continuo.Runtime.Effects;

/// <summary>The standard's errors that performing an effect can end in.</summary>
public static class EffectErrors
{
    private const string Types = "https://open-workflow-specification.org/spec/1.0.0/errors/";

    /// <summary>What is asked for is not there or not set up: no such function, no such workflow.</summary>
    public static WorkflowError Configuration(string detail) => new($"{Types}configuration", 400, "Configuration Error", detail);

    /// <summary>A secret is missing or a right is denied.</summary>
    public static WorkflowError Authorization(string detail) => new($"{Types}authorization", 403, "Authorization Error", detail);

    public static WorkflowError Timeout(string detail) => new($"{Types}timeout", 408, "Timeout Error", detail);

    /// <summary>Something broke while performing.</summary>
    public static WorkflowError Runtime(string detail) => new($"{Types}runtime", 500, "Runtime Error", detail);
}
