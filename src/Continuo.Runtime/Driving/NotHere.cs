using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>The answer to a command for a shard that this node has not: nothing was done, and another node may be asked.</summary>
internal static class NotHere
{
    public static CommandResult.Busy Answer { get; } = new("the shard takes no commands: it is not adopted yet", TimeSpan.FromMilliseconds(200));

    /// <summary>By identity: no other refusal says that nothing was done.</summary>
    public static bool Is(CommandResult result) => ReferenceEquals(result, Answer);
}
