using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Ownership;

namespace Continuo.Runtime.Driving;

/// <summary>Waits for instances to end.</summary>
/// <remarks>Registers before it looks, so an end between look and wait is not lost; looks again whenever it is woken.</remarks>
internal sealed class EndOfInstances(ICommands commands, ShardHost host, NodeHealth health, IShardRouter? router, TimeProvider time)
{
    /// <summary>Of one call to another node; it is asked again then.</summary>
    private static readonly TimeSpan s_longestCall = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_withoutOwner = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    /// <summary>Between looks at an instance that has ended and is still being compensated, whose end nobody reports.</summary>
    private static readonly TimeSpan s_compensating = TimeSpan.FromMilliseconds(50);

    public async Task<CommandResult> Wait(InstanceId instance, TimeSpan patience, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (IsElsewhere(instance))
            {
                if (await WaitThere(instance, Left(began, patience), cancellation) is { } there)
                {
                    return there;
                }

                continue;
            }

            using var waiter = host.Waiters.Register(instance);
            var result = await commands.Send(instance, new Stimulus.Inspect(), cancellation);
            if (IsAnswer(result) || (!IsElsewhere(instance) && !await Pause(waiter.Ended, result, Left(began, patience), cancellation)))
            {
                return result is CommandResult.Viewed && !IsAnswer(result) ? await commands.Send(instance, new Stimulus.Inspect(), cancellation) : result;
            }
        }
    }

    /// <summary>For another node: null once the shard is not here.</summary>
    public async Task<CommandResult?> WaitHere(InstanceId instance, TimeSpan patience, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (!IsElsewhere(instance))
        {
            using var waiter = host.Waiters.Register(instance);
            var result = await commands.Send(instance, new Stimulus.Inspect(), cancellation);
            if (IsAnswer(result) || !await Pause(waiter.Ended, result, Left(began, patience), cancellation))
            {
                return result;
            }
        }

        return null;
    }

    public async Task<CommandResult> Run(InstanceId instance, Stimulus.Start start, TimeSpan patience, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        using (var waiter = host.Waiters.Register(instance))
        {
            var result = await commands.Send(instance, start, cancellation);
            if (result is not CommandResult.Started started)
            {
                return result;
            }

            if (IsOver(started.View))
            {
                return new CommandResult.Viewed(started.View);
            }

            // An instance that existed may have ended long ago, but then its view says so.
            _ = IsElsewhere(instance) || await Pause(waiter.Ended, result, Left(began, patience), cancellation);
        }

        return await Wait(instance, Left(began, patience), cancellation);
    }

    private bool IsElsewhere(InstanceId instance) => router is not null && health.StoppedBecause is null && !host.Claims.IsHere(ShardId.Of(instance, host.Shards).Number);

    /// <summary>A piece of the wait, at the node that has the instance; null to go on.</summary>
    private async Task<CommandResult?> WaitThere(InstanceId instance, TimeSpan left, CancellationToken cancellation)
    {
        if (left == TimeSpan.Zero)
        {
            return await commands.Send(instance, new Stimulus.Inspect(), cancellation);
        }

        var answer = await router!.WaitForEnd(ShardId.Of(instance, host.Shards), instance, left < s_longestCall ? left : s_longestCall, cancellation);
        if (answer is RoutedAnswer.Answered { Result: var result })
        {
            return IsAnswer(result) ? result : null;
        }

        await Task.Delay(left < s_withoutOwner ? left : s_withoutOwner, time, cancellation);
        return null;
    }

    private bool IsAnswer(CommandResult result) => result switch
    {
        CommandResult.Viewed viewed => IsOver(viewed.Instance),
        CommandResult.Busy => health.StoppedBecause is not null,
        _ => true,
    };

    private static bool IsOver(InstanceView view) => view.Status.IsFinal() && view.Compensation != CompensationStatus.Running;

    private TimeSpan Left(long began, TimeSpan patience)
    {
        var left = patience - time.GetElapsedTime(began);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left > s_longest ? s_longest : left;
    }

    /// <summary>Until it is worth looking again; false when the patience is over.</summary>
    private async Task<bool> Pause(Task ended, CommandResult result, TimeSpan left, CancellationToken cancellation)
    {
        if (left == TimeSpan.Zero)
        {
            return ended.IsCompleted;
        }

        try
        {
            var look = result switch
            {
                CommandResult.Busy busy => busy.RetryAfter,
                CommandResult.Viewed viewed when viewed.Instance.Status.IsFinal() => s_compensating,
                _ => left,
            };
            if (look < left)
            {
                await Task.Delay(look, time, cancellation);
            }
            else
            {
                await ended.WaitAsync(left, time, cancellation);
            }

            return true;
        }
        catch (TimeoutException)
        {
            return ended.IsCompleted;
        }
    }
}
