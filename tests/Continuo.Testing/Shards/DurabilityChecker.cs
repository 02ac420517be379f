using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;

namespace Continuo.Testing.Shards;

/// <summary>Holds what becomes visible outside to what is stored: nobody learns of anything that a crash could still take back. Pure effects are not outside.</summary>
internal static class DurabilityChecker
{
    public static void Holds(HarnessStore store, ShardAction action, Func<EffectRequest, bool> isPure)
    {
        var isStored = action switch
        {
            ShardAction.Perform perform => isPure(perform.Request) || StateOf(store, perform.Token.Instance) is { } state && state.NextEffect > perform.Token.Effect,
            ShardAction.Ended ended => StateOf(store, ended.Instance) is { } state && state.Status.IsFinal(),
            ShardAction.Reply { Result: CommandResult.Started started } => IsStored(store, started.View),
            ShardAction.Reply { Result: CommandResult.Done done } => IsStored(store, done.Instance),
            ShardAction.Reply { Result: CommandResult.Viewed viewed } => IsStored(store, viewed.Instance),
            _ => true,
        };
        if (!isStored)
        {
            throw new InvalidOperationException($"{action} is ahead of the journal.");
        }
    }

    /// <summary>What was shown may be older than what is stored, never newer.</summary>
    private static bool IsStored(HarnessStore store, InstanceView view) =>
        StateOf(store, view.Id) is { } state && (!view.Status.IsFinal() || state.Status == view.Status);

    private static InstanceState? StateOf(HarnessStore store, InstanceId instance) => store.Load(instance) is { } stored ? FactCodec.Restore(stored) : null;
}
