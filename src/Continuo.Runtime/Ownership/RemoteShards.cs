using Continuo.Engine.Instances;
using Continuo.Engine.Shards;

namespace Continuo.Runtime.Ownership;

/// <summary>Commands for shards that are elsewhere. While a shard is nowhere, such as between two owners, it is waited for.</summary>
internal sealed class RemoteShards(IShardRouter router, Func<int, bool> isHere, TimeProvider time)
{
    /// <summary>Longer than a hand-over takes, and not so long that callers pile up when an owner died and is not declared dead yet.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly CommandResult.Busy s_unclear = new("the owner of the shard was lost while it was asked; ask again", TimeSpan.FromMilliseconds(200));
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>A command that may have been done or not: whoever cannot ask about it otherwise asks again.</summary>
    public static bool IsUnclear(CommandResult result) => ReferenceEquals(result, s_unclear);

    public static CommandResult Result(RoutedAnswer answer) => answer switch
    {
        RoutedAnswer.Answered answered => answered.Result,
        RoutedAnswer.Unclear => s_unclear,
        _ => new CommandResult.Busy("the shard has no owner just now", TimeSpan.FromSeconds(1)),
    };

    public Task<RoutedAnswer> Send(ShardId shard, ShardInput command, Func<CancellationToken, Task<RoutedAnswer>> serveHere, CancellationToken cancellation) =>
        UntilThere(shard, () => router.Send(shard, command, cancellation), () => serveHere(cancellation), cancellation);

    /// <summary>One look at the node that has it.</summary>
    public Task<RoutedAnswer> WaitForEnd(ShardId shard, InstanceId instance, TimeSpan patience, CancellationToken cancellation) =>
        router.WaitForEnd(shard, instance, patience, cancellation);

    private async Task<RoutedAnswer> UntilThere(ShardId shard, Func<Task<RoutedAnswer>> there, Func<Task<RoutedAnswer>> here, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(10); ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            var answer = await (isHere(shard.Number) ? here() : there());
            if (answer is not RoutedAnswer.NotThere || time.GetElapsedTime(began) > s_patience)
            {
                return answer;
            }

            await Task.Delay(pause, time, cancellation);
        }
    }
}
