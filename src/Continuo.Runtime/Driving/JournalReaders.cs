using System.Collections.Concurrent;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

/// <summary>Answers what shards ask of the store, a few reads at a time.</summary>
/// <remarks>Bounded by what the shards may have outstanding; an answer comes back as an input of the same incarnation.</remarks>
internal sealed partial class JournalReaders(IJournal journal, DefinitionCache definitions, Func<int, HeadLedger> heads, TimeProvider time, ILogger<JournalReaders> logger) : IDisposable
{
    private const int AtOnce = 4;
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<ReadRequest> _queue = new();
    private readonly CancellationTokenSource _ended = new();
    private int _running;

    /// <summary>Where answers go.</summary>
    public required Action<DriverInput> Answer { get; init; }

    public void Enqueue(in ReadRequest request)
    {
        if (request.Action is ShardAction.LoadDefinition load && definitions.Peek(load.Hash) is { } known)
        {
            Answer(new(request.Shard, request.Epoch, new ShardInput.DefinitionLoaded(load.Hash, known)));
            return;
        }

        _queue.Enqueue(request);
        Spread();
    }

    public void Dispose() => _ended.Cancel();

    /// <summary>Starts a reader if one more is allowed. A reader that ends looks once more, so no request is left behind.</summary>
    private void Spread()
    {
        for (var running = Volatile.Read(ref _running); running < AtOnce && !_queue.IsEmpty; running = Volatile.Read(ref _running))
        {
            if (Interlocked.CompareExchange(ref _running, running + 1, running) == running)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static readers => _ = readers.Run(), this, preferLocal: false);
                return;
            }
        }
    }

    private async Task Run()
    {
        while (!_ended.IsCancellationRequested && _queue.TryDequeue(out var request))
        {
            await Serve(request);
        }

        Interlocked.Decrement(ref _running);
        if (!_ended.IsCancellationRequested)
        {
            Spread();
        }
    }

    private async Task Serve(ReadRequest request)
    {
        while (true)
        {
            try
            {
                Answer(new(request.Shard, request.Epoch, await Read(request)));
                return;
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The supervisor of the driver: a read is repeated until it succeeds, for the shard waits for it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.ReadFailed(logger, request.Action.GetType().Name, request.Shard, exception);
            }

            try
            {
                await Task.Delay(s_retry, time, _ended.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async ValueTask<ShardInput> Read(ReadRequest request)
    {
        var cancellation = _ended.Token;
        switch (request.Action)
        {
            case ShardAction.Load load:
                return new ShardInput.Loaded(load.Instance, await journal.Load(load.Instance, heads(request.Shard).Find(load.Instance), cancellation));
            case ShardAction.LoadDefinition load:
                return new ShardInput.DefinitionLoaded(load.Hash, await Find(load));
            case ShardAction.ReadWake read:
                var rows = await journal.ReadWake(new(request.Shard), read.FromExclusive, read.Through, read.Limit, cancellation);
                return new ShardInput.WakeRead(rows, read.Through, rows.Length >= read.Limit);
            case ShardAction.ReadEvents read:
                var page = await journal.ReadEvents(read.Part, read.Keys, read.AfterN, read.Limit, cancellation);
                return new ShardInput.EventsRead(read.Part, page.Events, page.Through);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async ValueTask<Workflows.Documents.WorkflowDefinition?> Find(ShardAction.LoadDefinition load)
    {
        try
        {
            return await definitions.Find(load.Hash, _ended.Token);
        }
        catch (InvalidDataException exception)
        {
            Log.DefinitionUnreadable(logger, load.Hash.Hex, exception);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "Reading for a shard failed ({Read}, shard {Shard}); trying again")]
        public static partial void ReadFailed(ILogger logger, string read, int shard, Exception exception);

        [LoggerMessage(1021, LogLevel.Error, "The stored definition {Hash} cannot be read")]
        public static partial void DefinitionUnreadable(ILogger logger, string hash, Exception exception);
    }
}
