using System.Collections.Concurrent;
using System.Diagnostics;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Where the code of users runs: threads of its own, so that what blocks there cannot take the pool from drivers, journal and server.</summary>
/// <remarks>
/// A function that has never blocked begins on the thread that brings it, which saves two hops to other threads; at most a few at a time do so,
/// and one that was seen to block does so no more. What comes after an await of a function runs on the own threads in either case.
/// </remarks>
internal sealed class FunctionScheduler(int mostThreads) : TaskScheduler
{
    /// <summary>One that holds its thread for longer is said to block.</summary>
    private static readonly TimeSpan s_block = TimeSpan.FromMilliseconds(2);

    /// <summary>An own thread without work ends.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(10);

    /// <summary>Leaves the pool a thread even on small machines, but for those with one core.</summary>
    private static readonly int s_mostBorrowed = Math.Max(1, Environment.ProcessorCount / 2);

    [ThreadStatic]
    private static FunctionScheduler? t_current;

    private readonly object _gate = new();
    private readonly Queue<Task> _queue = new();
    private readonly ConcurrentDictionary<Function, bool> _blocking = new(ReferenceEqualityComparer.Instance);
    private int _threads;
    private int _idle;
    private int _borrowed;

    public override int MaximumConcurrencyLevel => mostThreads;

    /// <summary>Functions that wait for a thread.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    public ValueTask<JsonValue> Run(Function function, JsonValue input, CancellationToken cancellation)
    {
        var begin = new Task<ValueTask<JsonValue>>(() => Begin(function, input, cancellation));
        if (!_blocking.ContainsKey(function) && Interlocked.Increment(ref _borrowed) is var borrowed)
        {
            if (borrowed <= s_mostBorrowed)
            {
                RunHere(begin);
#pragma warning disable VSTHRD103 // It is complete.
                return Await(begin);
#pragma warning restore VSTHRD103
            }

            Interlocked.Decrement(ref _borrowed);
        }

        begin.Start(this);
        return Await(begin);
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _queue.Enqueue(task);
            if (_queue.Count > _idle && _threads < mostThreads)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = "continuo function" }.Start();
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    // Waiting for a task that could run on the very thread that waits would tie up the few there are.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => t_current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _queue];
        }
    }

    private static async ValueTask<JsonValue> Await(Task<ValueTask<JsonValue>> begin) => await await begin.ConfigureAwait(false);

    private void RunHere(Task begin)
    {
        var before = t_current;
        t_current = this;
        try
        {
            begin.RunSynchronously(this);
        }
        finally
        {
            t_current = before;
            Interlocked.Decrement(ref _borrowed);
        }
    }

    private ValueTask<JsonValue> Begin(Function function, JsonValue input, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var began = Stopwatch.GetTimestamp();
        try
        {
            return function(input, cancellation);
        }
        finally
        {
            if (Stopwatch.GetElapsedTime(began) >= s_block)
            {
                _blocking[function] = true;
            }
            else if (!Thread.CurrentThread.IsThreadPoolThread)
            {
                _blocking.TryRemove(function, out _);
            }
        }
    }

    private void Work()
    {
        t_current = this;
        while (Next() is { } task)
        {
            TryExecuteTask(task);
        }
    }

    private Task? Next()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                _idle++;
                var isWoken = Monitor.Wait(_gate, s_idle);
                _idle--;
                if (!isWoken && _queue.Count == 0)
                {
                    _threads--;
                    return null;
                }
            }

            return _queue.Dequeue();
        }
    }
}
