using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Ownership;
using Continuo.Runtime.Purging;
using Continuo.Runtime.Schedules;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime;

public sealed partial class Node
{
    private static readonly TimeSpan s_untilMend = TimeSpan.FromSeconds(10);

    /// <summary>Who holds which shard, as the store has it.</summary>
    public async Task<StoreOwnership> ReadOwnership(CancellationToken cancellation) => await _options.Journal.ReadOwnership(cancellation);

    /// <summary>By whichever node comes to be the first, once the shards have owners.</summary>
    private async Task MendOnce(Starters starters)
    {
        try
        {
            do
            {
                await Task.Delay(s_untilMend, _options.Time, _lifecycleEnds.Token);
            }
            while (!IsFirst());

            await starters.Mend(_lifecycleEnds.Token);
        }
        catch (OperationCanceledException) when (_lifecycleEnds.IsCancellationRequested)
        {
            // The node ends; another one mends.
        }
        catch (JournalUnavailableException)
        {
            // The next node that starts mends what is left.
        }
    }

    /// <summary>Of several nodes one does what is to be done once.</summary>
    private bool IsFirst() => _host.Claims.IsHere(0);

    private async Task LeaveCluster(ShardOwnership ownership, TimeSpan patience)
    {
        if (_health.IsStarted && _health.StoppedBecause is null && patience > TimeSpan.Zero)
        {
            try
            {
                await ownership.Leave().WaitAsync(patience, _options.Time);
            }
            catch (TimeoutException)
            {
                NodeLog.LeftInHaste(_logger);
            }
        }

        await ownership.Driver.DisposeAsync();
        await _host.Finish();
    }

    private async Task EndOnce(TimeSpan patience)
    {
        await _retention.DisposeAsync();
        if (Ownership is not null)
        {
            await LeaveCluster(Ownership, patience);
        }
        else if (_health.IsStarted && _health.StoppedBecause is null && patience > TimeSpan.Zero)
        {
            await _host.Drain(patience);
        }
        else
        {
            await _host.Finish();
        }

        await _lifecycleEnds.CancelAsync();
        await _sinks.Stop();
        await _mending;
        await _options.Journal.DisposeAsync();
        _host.Dispose();
        _lifecycleEnds.Dispose();
    }

    private void Expire(ShardId shard, ShardInput.Expired expired)
    {
        foreach (var (instance, _) in expired.Instances)
        {
            _history.Forget(instance);
        }

        // What is elsewhere is found by its owner too.
        if (_host.Claims.IsHere(shard.Number))
        {
            _host.Bring(shard, expired);
        }
    }

    private Purge NewPurge() => new(
        _options,
        _options.Retention?.Store ?? _options.Journal as IRetention ?? throw new InvalidOperationException("This node's store forgets nothing."),
        (id, ends) => _commands.Send(id, new Stimulus.Inspect(), ends),
        Expire,
        shard => _host.Claims.IsHere(shard.Number),
        _options.Loggers.CreateLogger<Purge>());
}
