using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary><c>reduce source as pattern (start; update)</c>: the last result of an update is the next state, none makes it null.</summary>
internal sealed class ReduceNode : Node
{
    private readonly Node _source;
    private readonly Matcher? _pattern;
    private readonly int _variables;
    private readonly Node _start;
    private readonly Node _update;

    /// <param name="source">Gives the items.</param>
    /// <param name="pattern">Null for a single variable.</param>
    /// <param name="variables">How many variables the pattern binds.</param>
    /// <param name="start">The first state.</param>
    /// <param name="update">The next state.</param>
    public ReduceNode(Node source, Matcher? pattern, int variables, Node start, Node update)
    {
        (_source, _pattern, _variables, _start, _update) = (source, pattern, variables, start, update);
        Escape = Math.Min(Math.Min(source.Escape, start.Escape), Math.Min(update.Escape, pattern?.Escape ?? Contained));
        Cardinality = Escape == Contained ? start.Cardinality : Cardinality.Many;
    }

    public override JsonValue One(Machine machine, Env env, JsonValue input) =>
        Reduce(machine, env, input, _start.One(machine, env, input));

    public override bool TryOne(Machine machine, Env env, JsonValue input, out JsonValue result)
    {
        if (!_start.TryOne(machine, env, input, out result))
        {
            return false;
        }

        result = Reduce(machine, env, input, result);
        return true;
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _start.Run(machine, env, input, path, new Each((start, startPath) =>
        {
            var state = new StateSink(this, machine, Matcher.Cells(env, _variables), start, startPath);
            return _source.Run(machine, env, input, null, state) && sink.Emit(state.State, state.StatePath);
        }));

    private JsonValue Reduce(Machine machine, Env env, JsonValue input, JsonValue start)
    {
        var state = new StateSink(this, machine, Matcher.Cells(env, _variables), start, null);
        _source.Run(machine, env, input, null, state);
        return state.State;
    }

    private sealed class StateSink(ReduceNode node, Machine machine, Env cells, JsonValue start, PathTo? startPath) : Sink
    {
        private readonly LastSink? _last = node._update.IsOne && startPath is null ? null : new();

        public JsonValue State { get; private set; } = start;

        public PathTo? StatePath { get; private set; } = startPath;

        public override bool Emit(JsonValue value, PathTo? _)
        {
            machine.Step();
            if (node._pattern is not null)
            {
                return node._pattern.Match(machine, cells, value, Update);
            }

            cells.Value = value;
            return Update();
        }

        private bool Update()
        {
            if (_last is null)
            {
                State = node._update.One(machine, cells, State);
                return true;
            }

            // The old state is let go first, so that only the update holds it; a nested run of the same reduce has a sink of its own.
            _last.HasValue = false;
            if (!node._update.Run(machine, cells, State, StatePath, _last))
            {
                return false;
            }

            State = _last.HasValue ? _last.Value : default;
            StatePath = _last.HasValue ? _last.Path : StatePath is null ? null : PathTo.None;
            return true;
        }
    }
}

/// <summary><c>foreach source as pattern (start; update; extract)</c>: every result of an update is given out and is the next state.</summary>
internal sealed class ForeachNode : Node
{
    private readonly Node _source;
    private readonly Matcher? _pattern;
    private readonly int _variables;
    private readonly Node _start;
    private readonly Node _update;
    private readonly Node? _extract;

    public ForeachNode(Node source, Matcher? pattern, int variables, Node start, Node update, Node? extract)
    {
        (_source, _pattern, _variables, _start, _update, _extract) = (source, pattern, variables, start, update, extract);
        Escape = Math.Min(
            Math.Min(source.Escape, start.Escape),
            Math.Min(Math.Min(update.Escape, pattern?.Escape ?? Contained), extract?.Escape ?? Contained));
    }

    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink) =>
        _start.Run(machine, env, input, path, new Each((start, startPath) =>
            _source.Run(machine, env, input, null, new StateSink(this, machine, Matcher.Cells(env, _variables), sink) { State = start, StatePath = startPath })));

    private sealed class StateSink(ForeachNode node, Machine machine, Env cells, Sink sink) : Sink
    {
        private UpdateSink? _update;

        public JsonValue State { get; set; }

        public PathTo? StatePath { get; set; }

        public override bool Emit(JsonValue value, PathTo? _)
        {
            machine.Step();
            if (node._pattern is not null)
            {
                return node._pattern.Match(machine, cells, value, Update);
            }

            cells.Value = value;
            return Update();
        }

        private bool Update()
        {
            var (state, path) = (State, StatePath);
            State = default;
            StatePath = path is null ? null : PathTo.None;
            return node._update.Run(machine, cells, state, path, _update ??= new UpdateSink(this));
        }

        private sealed class UpdateSink(StateSink owner) : Sink
        {
            public override bool Emit(JsonValue value, PathTo? path)
            {
                owner.State = value;
                owner.StatePath = path;
                return owner.Extract(value, path);
            }
        }

        private bool Extract(JsonValue value, PathTo? path) => node._extract is null
            ? sink.Emit(value, path)
            : node._extract.Run(machine, cells, value, path, sink);
    }
}
