using System.Collections.Immutable;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>Which shards this process has: fence, claim, read, seat is the one way in, at the start, at a take-over and after an unknown outcome.</summary>
/// <remarks>
/// Claims, releases and what follows an unknown outcome are done between two commits of the shard's writer. So no claim is made in the name of a writer that is being
/// replaced, and a release comes after the last commit. Images are read outside, for they take long; whether one is still good is looked at when it is seated.
/// </remarks>
internal sealed partial class ShardClaims(NodeOptions options, ShardEpochs epochs, ISeats seats, ILogger logger)
{
    private const int ImagesAtOnce = 4;

    private readonly bool[] _mine = new bool[options.Journal.Shards];
    private readonly bool[] _here = new bool[options.Journal.Shards];
    private readonly long[] _tails = new long[options.Journal.Shards];
    private readonly IJournal _journal = options.Journal;

    /// <summary>A shard that is here no more though nobody gave it up.</summary>
    public Action<ShardId>? Lost { get; set; }

    /// <summary>Seated: commands may be brought.</summary>
    public bool IsHere(int shard) => Volatile.Read(ref _here[shard]);

    /// <summary>Positions of the shard's next incarnation come after this one.</summary>
    public long TailOf(int shard) => Volatile.Read(ref _tails[shard]);

    /// <summary>Claims, reads and seats.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be used now; it may have been claimed.</exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    public async Task<ClaimAnswer> Claim(ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(shards.GroupBy(shard => shard.Number % _journal.Writers).Select(async group =>
        {
            var lane = seats.Lane(group.Key);
            var (answer, claimed) = await lane.Writer.Between(ended => ClaimNow([.. group], mode, ended));
            await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = ImagesAtOnce, CancellationToken = cancellation }, async (own, ends) =>
            {
                var image = await ReadImage(own.Shard, ends);
                await lane.Writer.Between(_ => ValueTask.FromResult(Seat(own.Shard, own.Epoch, image)));
            });
            return answer;
        }));
        return new([.. answers.SelectMany(answer => answer.Claimed)], [.. answers.SelectMany(answer => answer.Held)]);
    }

    /// <summary>Gives a shard up, in whatever state it is: what is not durable of it is void.</summary>
    /// <exception cref="JournalUnavailableException">It is not seated any more, and the store has it still as ours: to be repeated.</exception>
    /// <exception cref="OperationCanceledException">The node ends.</exception>
    public async Task Release(ShardId shard)
    {
        var lane = seats.Lane(shard.Number % _journal.Writers);
        await lane.Writer.Between(async ended =>
        {
            if (_mine[shard.Number])
            {
                var mark = seats.EventMark(shard);
                Unseat(shard);
                if (mark is { } read)
                {
                    await lane.WriteBack(shard, read, ended);
                }

                await _journal.Release(shard, ended);
                _mine[shard.Number] = false;
                seats.Emptied(shard, "it was handed over");
            }

            return true;
        });
    }

    /// <summary>Within the writer: what it had is read again as the store has it now. What other nodes have taken is lost.</summary>
    /// <remarks>Slices of the old shards are void from here on; effects that run for them report with stale tokens. Nothing of the old shards is answered any more.</remarks>
    public async ValueTask Reload(WriterLane lane, ClaimMode mode, string why, CancellationToken ended)
    {
        var own = Own(lane.Number);
        foreach (var shard in own)
        {
            epochs.Next(shard.Number);
        }

        for (var failures = 0; !ended.IsCancellationRequested; failures++)
        {
            try
            {
                if (failures > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50 << Math.Min(failures, 6)), options.Time, ended);
                }

                await ReloadOnce(own, mode, why, ended);
                seats.Reachable(true, "");
                Log.Reloaded(logger, own.Length);
                return;
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The supervisor of the shards: there is nothing to do but to try again, and readiness says so meanwhile.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                seats.Reachable(false, exception.Message);
                Log.ReloadFailed(logger, exception.Message, failures);
            }
        }
    }

    /// <summary>Everything is lost at once.</summary>
    public void DropAll(string why)
    {
        for (var shard = 0; shard < _mine.Length; shard++)
        {
            if (_mine[shard])
            {
                Drop(new(shard), why);
            }
        }
    }

    private async ValueTask<(ClaimAnswer Answer, List<(ShardId Shard, int Epoch)> Claimed)> ClaimNow(ImmutableArray<ShardId> shards, ClaimMode mode, CancellationToken ended)
    {
        var answer = await _journal.Claim(options.Name, shards, mode, ended);
        var claimed = new List<(ShardId, int)>();
        foreach (var (shard, tail, _) in answer.Claimed)
        {
            _mine[shard.Number] = true;
            Volatile.Write(ref _tails[shard.Number], tail);
            claimed.Add((shard, epochs.Next(shard.Number)));
        }

        return (answer, claimed);
    }

    private async ValueTask ReloadOnce(ImmutableArray<ShardId> own, ClaimMode mode, string why, CancellationToken ended)
    {
        var (answer, claimed) = await ClaimNow(own, mode, ended);
        foreach (var (shard, node) in answer.Held)
        {
            Drop(shard, $"node '{node}' has it now");
        }

        // All of them before one is seated: the first that runs may reach the others.
        var images = new List<(ShardId Shard, int Epoch, ShardImage Image)>();
        foreach (var (shard, epoch) in claimed)
        {
            images.Add((shard, epoch, await ReadImage(shard, ended)));
        }

        foreach (var (shard, epoch, image) in images)
        {
            Seat(shard, epoch, image);
            seats.Emptied(shard, why);
        }
    }

    // The read comes after the fence, so it sees every commit that was ever acknowledged.
    private async ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation)
    {
        var image = await _journal.ReadImage(shard, cancellation);
        await seats.CatchUp(shard, image, cancellation);
        return image;
    }

    private bool Seat(ShardId shard, int epoch, ShardImage image)
    {
        // Else it was lost, released or read again meanwhile.
        if (!_mine[shard.Number] || epochs.Of(shard.Number) != epoch)
        {
            return false;
        }

        seats.Lane(shard.Number % _journal.Writers).Heads.Reset(shard, _journal.Shards, image);
        seats.Seat(shard, epoch, image);
        Volatile.Write(ref _here[shard.Number], true);
        return true;
    }

    private void Unseat(ShardId shard)
    {
        Volatile.Write(ref _here[shard.Number], false);
        seats.Unseat(shard, epochs.Next(shard.Number));
    }

    private void Drop(ShardId shard, string why)
    {
        _mine[shard.Number] = false;
        Unseat(shard);
        seats.Lane(shard.Number % _journal.Writers).Checkpoints.Forget(shard);
        seats.Emptied(shard, why);
        Log.Lost(logger, shard.Number, why);
        Lost?.Invoke(shard);
    }

    private ImmutableArray<ShardId> Own(int writer) =>
        [.. Enumerable.Range(0, _mine.Length).Where(shard => shard % _journal.Writers == writer && _mine[shard]).Select(shard => new ShardId(shard))];

    private static partial class Log
    {
        [LoggerMessage(1080, LogLevel.Information, "{Shards} shards are read again from the store")]
        public static partial void Reloaded(ILogger logger, int shards);

        [LoggerMessage(1081, LogLevel.Warning, "The shards cannot be read again ({Why}); failure {Failures} in a row, trying again")]
        public static partial void ReloadFailed(ILogger logger, string why, int failures);

        [LoggerMessage(1086, LogLevel.Warning, "Shard {Shard} is not here any more: {Why}")]
        public static partial void Lost(ILogger logger, int shard, string why);
    }
}
