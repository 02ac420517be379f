using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Archiving;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>Finds what the store may forget: tells shards which instances go, and has the store take the rest away, little by little.</summary>
/// <remarks>The lowest priority: a slice waits while the writer has work, though not for ever. With nothing to delete it only reads, and seldom.</remarks>
internal sealed partial class Retention : IAsyncDisposable
{
    /// <summary>Instances, or rows, at once.</summary>
    public const int Slice = 500;

    /// <summary>A busy writer puts it off so many times in a row: a store that is never idle must forget too.</summary>
    private const int MostDelays = 50;

    private const int MostKept = 10_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_shortestRest = TimeSpan.FromSeconds(1);

    private readonly RetentionOptions? _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Retention> _logger;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _ended = new();
    private readonly HashSet<EndedInstance> _kept = [];
    private EndedInstance? _after;
    private int _delays;
    private Task _running = Task.CompletedTask;

    public Retention(RetentionOptions? options, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time, _logger) = (options, time, loggers.CreateLogger<Retention>());
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether commits wait.</summary>
    public required Func<bool> IsBusy { get; init; }

    /// <summary>Tells a shard which of its instances go.</summary>
    public required Action<ShardId, ShardInput.Expired> Tell { get; init; }

    public required int Shards { get; init; }

    /// <summary>Reads what the archive is given.</summary>
    public ArchiveReader? Archived { get; init; }

    /// <summary>Whether this node takes away what is no shard's own; of several nodes one does.</summary>
    public Func<bool> Cleans { get; init; } = () => true;

    private TimeSpan Rest => Clamp((_options!.Instances < _options.Events && _options.Instances >= TimeSpan.Zero ? _options.Instances : _options.Events) / 10);

    public void Start()
    {
        if (_options is not null)
        {
            _timer.Change(Rest, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>One slice.</summary>
    /// <returns>Whether there is more to do now.</returns>
    public async Task<bool> Step(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var more = false;
        if (Before(now, _options!.Instances) is { } end)
        {
            var ended = await _options.Store.ReadEnded(end, _after, Slice, cancellation);
            await Keep(ended, cancellation);
            foreach (var shard in ended.GroupBy(instance => ShardId.Of(instance.Instance, Shards)))
            {
                Tell(shard.Key, new ShardInput.Expired([.. shard.Select(instance => (instance.Instance, instance.Number))], end));
            }

            // Those that could not go this time do not keep the others from going.
            more = ended.Length == Slice;
            _after = more ? ended[^1] : null;
            RuntimeTelemetry.InstancesExpired.Add(ended.Length);
        }

        return (Cleans() && await _options.Store.Clean(Before(now, _options.Events) ?? DateTimeOffset.MinValue, Slice, cancellation)) || more;
    }

    /// <summary>Before anybody is told to delete it. What could not go the last time is not kept once more.</summary>
    private async Task Keep(ImmutableArray<EndedInstance> ended, CancellationToken cancellation)
    {
        if (_options!.Archive is not { } archive || Archived is not { } reader)
        {
            return;
        }

        ImmutableArray<EndedInstance> missing = [.. ended.Where(instance => !_kept.Contains(instance))];
        if (missing.Length > 0)
        {
            await archive.Keep(reader.Read(missing, cancellation), cancellation);
            if (_kept.Count > MostKept)
            {
                _kept.Clear();
            }

            _kept.UnionWith(missing);
        }
    }

    /// <summary>When it returns nothing runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _timer.DisposeAsync();
        await _running;
        _ended.Dispose();
    }

    private static DateTimeOffset? Before(DateTimeOffset now, TimeSpan retention) =>
        retention < TimeSpan.Zero || retention > now - DateTimeOffset.UnixEpoch ? null : now - retention;

    private static TimeSpan Clamp(TimeSpan rest) => rest < TimeSpan.Zero || rest > s_longestRest ? s_longestRest : rest < s_shortestRest ? s_shortestRest : rest;

    private void Ring()
    {
        if (IsBusy() && _delays++ < MostDelays)
        {
            Again(s_pause);
            return;
        }

        _delays = 0;
        _running = Run();
    }

    private async Task Run()
    {
        var rest = Rest;
        try
        {
            rest = await Step(_ended.Token) ? s_pause : rest;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // A supervisor: what is not forgotten now is forgotten later, whatever the reason.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.PutOff(_logger, exception.Message);
        }

        Again(rest);
    }

    private void Again(TimeSpan rest)
    {
        if (!_ended.IsCancellationRequested)
        {
            _timer.Change(rest, Timeout.InfiniteTimeSpan);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1090, LogLevel.Warning, "What the store may forget stays for now ({Why})")]
        public static partial void PutOff(ILogger logger, string why);
    }
}
