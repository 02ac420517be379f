using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Tells a parent how its child has ended. A parent that is gone, or does not wait any more, is told nothing.</summary>
internal sealed class NotifyParentHandler(ICommands commands) : IEffectHandler
{
    public EffectKind Kind => EffectKind.NotifyParent;

    public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation)
    {
        if (request.Parent is not { } parent)
        {
            return new EffectOutcome.Returned(JsonValue.Null);
        }

        var error = request.Arguments["error"];
        var ended = new Stimulus.ChildEnded(parent.Effect, token.Instance, request.Arguments["output"], error.IsNull ? null : WorkflowError.FromJson(error));
        return await commands.Send(parent.Instance, ended, cancellation) is CommandResult.Busy busy
            ? new EffectOutcome.Busy(busy.RetryAfter)
            : new EffectOutcome.Returned(JsonValue.Null);
    }
}
