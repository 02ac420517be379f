using System.Collections.Immutable;
using System.Threading.Channels;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Ownership;

/// <summary>Feeds a node's keeper and does what it says.</summary>
/// <remarks>What it does takes time and ends in an input, in whatever way: a claim that failed may have been made, so it is repeated until the store has said which.</remarks>
internal sealed partial class KeeperDriver : IAsyncDisposable
{
    private readonly NodeOptions _options;
    private readonly ShardHost _host;
    private readonly ILogger<KeeperDriver> _logger;
    private readonly Channel<KeeperInput> _inbox = Channel.CreateUnbounded<KeeperInput>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _alarm;
    private Placement _placement = Placement.None;
    private Task _running = Task.CompletedTask;

    public KeeperDriver(NodeOptions options, ShardHost host)
    {
        (_options, _host, _logger) = (options, host, options.Loggers.CreateLogger<KeeperDriver>());
        _alarm = options.Time.CreateTimer(_ => Tell(new KeeperInput.Clock()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        host.Claims.Lost = shard => Tell(new KeeperInput.Lost(shard));
    }

    public Placement Placement => Volatile.Read(ref _placement);

    public void Start() => _running = Run();

    public void Tell(KeeperInput input) => _inbox.Writer.TryWrite(input);

    public Task Leave()
    {
        Tell(new KeeperInput.Leave());
        return _left.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _inbox.Writer.TryComplete();
        await _alarm.DisposeAsync();
        await _running;
        _left.TrySetResult();
    }

    private async Task Run()
    {
        var keeper = new Keeper(_options.Name, _host.Shards, _options.Keeping);
        var actions = new List<KeeperAction>();
        await foreach (var input in _inbox.Reader.ReadAllAsync())
        {
            keeper.Handle(input, _options.Time.GetUtcNow(), actions);
            Volatile.Write(ref _placement, keeper.Placement);
            foreach (var action in actions)
            {
                Perform(action);
            }

            actions.Clear();
        }
    }

    private void Perform(KeeperAction action)
    {
        switch (action)
        {
            case KeeperAction.Claim claim:
                _ = Claim(claim);
                break;
            case KeeperAction.Drain drain:
                _ = Drain(drain.Shard);
                break;
            case KeeperAction.Release release:
                _ = Release(release.Shard);
                break;
            case KeeperAction.Offer offer:
                _options.Router!.Tell(offer.Node, new NodeNews.Released(offer.Shard));
                break;
            case KeeperAction.Left:
                _left.TrySetResult();
                break;
            case KeeperAction.Alarm alarm:
                var due = alarm.At - _options.Time.GetUtcNow();
                _alarm.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private Task Claim(KeeperAction.Claim claim) => UntilDone("claim", claim.Shards, async () =>
    {
        var began = _options.Time.GetTimestamp();
        var answer = await _host.Claims.Claim(claim.Shards, claim.Mode, _ended.Token);
        var here = answer.Claimed.Select(claimed => claimed.Shard).ToImmutableArray();
        if (here.Length > 0)
        {
            Log.Claimed(_logger, here.Length, claim.Mode, _options.Time.GetElapsedTime(began).TotalMilliseconds, string.Join(' ', here));
        }

        Tell(new KeeperInput.Answered(here, [.. answer.Held.Select(held => (held.Shard, held.Node))]));
    });

    private Task Drain(ShardId shard) => UntilDone("drain", [shard], async () =>
    {
        await _host.Drain(shard, _options.HandOverPatience);
        Tell(new KeeperInput.Drained(shard));
    });

    private Task Release(ShardId shard) => UntilDone("release", [shard], async () =>
    {
        await _host.Claims.Release(shard);
        Log.Released(_logger, shard.Number);
        Tell(new KeeperInput.Released(shard));
    });

    private async Task UntilDone(string what, ImmutableArray<ShardId> shards, Func<Task> action)
    {
        for (var failures = 0; !_ended.IsCancellationRequested; failures++)
        {
            try
            {
                await action();
                return;
            }
            catch (OperationCanceledException)
            {
                // The node ends; who comes after it asks the store.
                return;
            }
#pragma warning disable CA1031 // A supervisor: whatever kept it from being done may be over with the next attempt, and until then the shards are nobody's.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.Failed(_logger, what, string.Join(' ', shards), exception.Message, failures);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50 << Math.Min(failures, 5)), _options.Time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1160, LogLevel.Information, "{Count} shards are claimed ({Mode}) and serve, {Milliseconds:F0} ms after the decision: {Shards}")]
        public static partial void Claimed(ILogger logger, int count, ClaimMode mode, double milliseconds, string shards);

        [LoggerMessage(1161, LogLevel.Information, "Shard {Shard} is released")]
        public static partial void Released(ILogger logger, int shard);

        [LoggerMessage(1162, LogLevel.Warning, "The {What} of shards {Shards} came to nothing ({Why}); failure {Failures} in a row, trying again")]
        public static partial void Failed(ILogger logger, string what, string shards, string why, int failures);
    }
}
