using System.Runtime.ExceptionServices;
using Continuo.Simulator.Checking;

namespace Continuo.Simulator.Scheduling;

/// <summary>Time, chance and everything that is going to happen: a heap of (time, number, action), worked off by one thread.</summary>
internal sealed class World(int seed, int traceLines)
{
    private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long Ticks, long Number)> _heap = new();
    private long _number;
    private Exception? _failure;

    public Chance Chance { get; } = new(seed);

    public Trace Trace { get; } = new(traceLines);

    public TimeSpan Elapsed { get; private set; }

    /// <summary>The true time, which no node knows.</summary>
    public DateTimeOffset Now => s_begin + Elapsed;

    /// <summary>Things that have happened.</summary>
    public int Steps { get; private set; }

    public void After(TimeSpan delay, Action action)
    {
        var at = Elapsed + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
        _heap.Enqueue(action, (at.Ticks, _number++));
    }

    /// <summary>Lets the next thing happen; false when nothing is left.</summary>
    public bool Step()
    {
        if (!_heap.TryDequeue(out var action, out var at))
        {
            return false;
        }

        Steps++;
        Elapsed = TimeSpan.FromTicks(at.Ticks);
        action();
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return true;
    }

    /// <summary>Something threw where nobody would hear it: the step that it belongs to throws it.</summary>
    public void Fail(Exception exception) => _failure ??= exception;

    public void Note(string who, string what) => Trace.Add(Elapsed, who, what);

    /// <summary>Ends the simulation: a rule is broken unless the condition holds.</summary>
    public void Holds(bool condition, string rule, string otherwise)
    {
        if (!condition)
        {
            Note("broken", rule);
            throw new BrokenRuleException(rule, otherwise);
        }
    }
}
