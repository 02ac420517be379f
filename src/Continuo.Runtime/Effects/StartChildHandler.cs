using Continuo.Engine;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Starts the child of an instance. The child's id follows from the effect, so a repeat meets the same child.</summary>
internal sealed class StartChildHandler(ICommands commands, EngineLimits limits) : IEffectHandler
{
    public EffectKind Kind => EffectKind.StartChild;

    public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation)
    {
        if (request.Depth + 1 > limits.Depth)
        {
            return Failed(EffectErrors.Runtime($"Workflows run workflows more than {limits.Depth} deep (the limit Depth)."));
        }

        var arguments = request.Arguments;
        var name = new WorkflowName(arguments["namespace"].AsString ?? "", arguments["name"].AsString ?? "");
        var version = arguments["version"].AsString ?? "";
        if (await commands.FindDefinition(name, version, cancellation) is not { } definition)
        {
            return Failed(EffectErrors.Configuration($"No workflow {name}@{(version.Length == 0 ? "latest" : version)} is deployed."));
        }

        if (StartRules.Refuse(definition) is { } refused)
        {
            return Failed(EffectErrors.Configuration(refused.Why));
        }

        var awaited = arguments["await"].IsTruthy;
        var start = new StartRequest
        {
            Definition = definition.Hash,
            Workflow = name,
            Version = definition.Version,
            AskedVersion = version,
            Input = arguments["input"],
            Parent = new ParentLink(token.Instance, token.Effect),
            Depth = request.Depth + 1,
            EventMark = commands.EventMark,
        };
        return await commands.Send(token.Instance.Child(token.Effect), new Stimulus.Start(start), cancellation) switch
        {
            CommandResult.Started => awaited ? new EffectOutcome.ChildStarted() : new EffectOutcome.Returned(JsonValue.Null),
            CommandResult.Busy busy => new EffectOutcome.Busy(busy.RetryAfter),
            CommandResult.Conflict conflict => Failed(EffectErrors.Runtime(conflict.Why)),
            CommandResult.Refused unfit => Failed(EffectErrors.Configuration(unfit.Why)),
            CommandResult.NotFound missing => Failed(EffectErrors.Configuration(missing.Why)),
            var other => throw new InvalidOperationException($"A start was answered with {other.GetType().Name}."),
        };
    }

    private static EffectOutcome.Failed Failed(Engine.Instances.WorkflowError error) => new(error);
}
