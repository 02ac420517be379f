using System.Runtime.CompilerServices;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>One evaluation: its environment, what it has used of its limits, and a break on its way.</summary>
internal sealed class Machine
{
    private const int CostOfAnError = 100;

    /// <summary>Values built of fewer parts than this are at most some 40 times as large as the input.</summary>
    private const int PartsUntilMeasured = 10;
    private const int LargestKeptBuffer = 4096;

    /// <summary>Even where each step copies as much as a value may hold, so many of them take less than a second.</summary>
    private const int StepsPerLook = 512;

    [ThreadStatic]
    private static Machine? t_idle;

    private JqLimits _limits = JqLimits.Default;
    private long _stepsLeft;

    // Below it a step is looked at: the environment is asked, or there are no more. One comparison serves both.
    private long _lookBelow;
    private int _depth;
    private long _parts;
    private long _size;

    private JsonValue[] _buffer = new JsonValue[32];

    private Machine() => Collector = new BufferSink(this);

    /// <summary>A sink into the buffer. It has no state, so all share it.</summary>
    public Sink Collector { get; }

    /// <summary>How many results wait in the buffer. Whoever collects takes off what came after its own start: collecting nests.</summary>
    public int Buffered { get; private set; }

    public JqEnvironment Environment { get; private set; } = JqEnvironment.Empty;

    /// <summary>The label that a <c>break</c> looks for on its way up.</summary>
    public Env? Breaking { get; set; }

    /// <summary>Where in the program the last fallible operation stands.</summary>
    public int At { get; set; }

    public JqLimits Limits => _limits;

    /// <summary>A machine of this thread. An environment may evaluate another program meanwhile; that one gets its own.</summary>
    public static Machine Rent(JqEnvironment environment, JqLimits limits)
    {
        var machine = t_idle ?? new Machine();
        t_idle = null;
        machine.Environment = environment;
        machine._limits = limits;
        machine._stepsLeft = limits.Steps;
        machine._lookBelow = Math.Max(0, limits.Steps - StepsPerLook);
        machine._depth = 0;
        machine._parts = 0;
        machine._size = 0;
        machine.Breaking = null;
        machine.At = 0;
        return machine;
    }

    public void Return()
    {
        Environment = JqEnvironment.Empty;
        Breaking = null;
        if (_buffer.Length > LargestKeptBuffer)
        {
            _buffer = new JsonValue[32];
            Buffered = 0;
        }

        Drop(0);
        t_idle = this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        if (--_stepsLeft < _lookBelow)
        {
            Look();
        }
    }

    /// <summary>Counts the work of a builtin that walks <paramref name="items"/> items.</summary>
    public void Walk(long items)
    {
        _stepsLeft -= items >> 3;
        if (_stepsLeft < _lookBelow)
        {
            Look();
        }
    }

    private void CountError()
    {
        _stepsLeft -= CostOfAnError;
        if (_stepsLeft < _lookBelow)
        {
            Look();
        }
    }

    public bool Equal(JsonValue left, JsonValue right) => JsonOrder.Equal(left, right, 0, ref _stepsLeft);

    public int Compare(JsonValue left, JsonValue right) => JsonOrder.Compare(left, right, 0, ref _stepsLeft);

    /// <summary>Notes that a value was built out of <paramref name="parts"/> others, which it may share.</summary>
    public void Build(int parts) => _parts += parts;

    /// <summary>Refuses a result that is too large. Sharing makes values that are small here and huge where they are written.</summary>
    public void EnsureResult(JsonValue value)
    {
        if (_parts >= PartsUntilMeasured)
        {
            Measure(value);
        }
    }

    private void Measure(JsonValue value)
    {
        _size += 16 + (value.AsString?.Length ?? 0);
        EnsureSize(_size);
        if (value.Kind is not (JsonKind.Array or JsonKind.Object))
        {
            return;
        }

        EnterData();
        var members = value.AsObject;
        foreach (var item in members is null ? value.Array.Span : members.Values)
        {
            Measure(item);
        }

        for (var i = 0; i < members?.Count; i++)
        {
            _size += members.Keys[i].Length;
        }

        Leave();
    }

    public void Enter()
    {
        Step();
        if (++_depth > _limits.Depth)
        {
            throw new JqException($"the expression calls functions more than {_limits.Depth:N0} deep (limit: depth)") { IsLimit = true };
        }

        if ((_depth & 3) == 0)
        {
            EnsureStack();
        }
    }

    /// <summary>One level deeper into data. Data may be nested deeper than functions may call each other.</summary>
    public void EnterData()
    {
        if ((++_depth & 15) == 0)
        {
            EnsureStack();
        }
    }

    public void Leave() => _depth--;

    /// <summary>What an error must put back when it is caught.</summary>
    public (int Depth, int Buffered) Mark => (_depth, Buffered);

    public void Recover((int Depth, int Buffered) mark)
    {
        _depth = mark.Depth;
        Drop(mark.Buffered);
        CountError();
    }

    public void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JqException($"the expression is nested too deeply at {_depth:N0} calls (limit: depth)") { IsLimit = true };
        }
    }

    /// <summary>Refuses a text or an array that is about to grow beyond the limit. <paramref name="size"/> is in bytes, or 16 for each item.</summary>
    public void EnsureSize(long size)
    {
        if (size > _limits.OutputBytes)
        {
            throw new JqException($"the expression builds a value of {size:N0} bytes, {_limits.OutputBytes:N0} are allowed (limit: output size)") { IsLimit = true, IsSize = true };
        }
    }

    public void Buffer(JsonValue value)
    {
        if (Buffered == _buffer.Length)
        {
            EnsureSize(16L * Buffered);
            Array.Resize(ref _buffer, Buffered * 2);
        }

        _buffer[Buffered++] = value;
    }

    public void Buffer(ReadOnlySpan<JsonValue> values)
    {
        foreach (var value in values)
        {
            Buffer(value);
        }
    }

    public JsonArray TakeArray(int start)
    {
        var items = _buffer.AsSpan(start, Buffered - start);
        var array = JsonArray.Of(items);
        Build(items.Length);
        Drop(start);
        return array;
    }

    public void Drop(int start)
    {
        _buffer.AsSpan(start, Buffered - start).Clear();
        Buffered = start;
    }

    private sealed class BufferSink(Machine machine) : Sink
    {
        public override bool Emit(JsonValue value, PathTo? path)
        {
            machine.Buffer(value);
            return true;
        }
    }

    private void Look()
    {
        if (_stepsLeft < 0)
        {
            throw new JqException($"the expression takes more than {_limits.Steps:N0} steps (limit: steps)") { IsLimit = true };
        }

        _lookBelow = Math.Max(0, _stepsLeft - StepsPerLook);
        Environment.Working();
    }
}
