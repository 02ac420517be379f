using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Cancels the child of an instance that does not wait for it any more. One that is gone or has ended is as good.</summary>
internal sealed class CancelChildHandler(ICommands commands) : IEffectHandler
{
    private static readonly TimeSpan s_whileItIsBroken = TimeSpan.FromSeconds(30);

    public EffectKind Kind => EffectKind.CancelChild;

    public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation)
    {
        var child = new InstanceId(request.Arguments["id"].AsString ?? "");
        return await commands.Send(child, new Stimulus.Cancel($"The parent {token.Instance} waits no longer."), cancellation) switch
        {
            CommandResult.Busy busy => new EffectOutcome.Busy(busy.RetryAfter),

            // It is stuck or quarantined and has not heard; an operator or the next version may mend it.
            CommandResult.Refused => new EffectOutcome.Busy(s_whileItIsBroken),
            _ => new EffectOutcome.Returned(JsonValue.Null),
        };
    }
}
