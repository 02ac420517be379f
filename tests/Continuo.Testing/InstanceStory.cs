using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Testing;

/// <summary>One instance played in one thread, with a journal in a list, a clock by hand and a world that answers by idempotency key. Can die at any point.</summary>
public sealed class InstanceStory
{
    internal readonly Turn Turn = new();
    internal readonly Interpreter Interpreter;
    private readonly ReplayChecker _checker = new();
    private readonly Queue<(int Effect, int Attempt)> _inFlight = new();
    private readonly StoryWorld _world;
    private readonly StoryJournal _journal = new();
    private readonly List<(int Effect, int Attempt)> _held = [];
    private readonly ListenerModel _listeners = new();
    private readonly HashSet<int> _crashes;
    private InstanceState _state;
    private int _points;
    private readonly WorkflowDefinition _first;

    public InstanceStory(string yaml, Func<EffectRequest, EffectOutcome>? world = null, IEnumerable<int>? crashes = null, EngineLimits? limits = null, SeededAmbient? ambient = null)
    {
        _first = Definitions.Deploy(yaml);
        _world = new() { Answers = world ?? (_ => new EffectOutcome.Returned(JsonValue.Null)) };
        _crashes = [.. crashes ?? []];
        Ambient = ambient ?? new SeededAmbient();
        Interpreter = new Interpreter(limits ?? EngineLimits.Default, Ambient) { Observer = _checker };
        _state = new InstanceState(new InstanceId("story"));
    }

    internal StoryDefinitions Definitions { get; } = new();

    /// <summary>The one that the instance runs on.</summary>
    public WorkflowDefinition Definition => _state.Exists ? Definitions.Of(_state.Definition) : _first;

    public SeededAmbient Ambient { get; }

    public Func<EffectRequest, EffectOutcome> World
    {
        get => _world.Answers;
        set => _world.Answers = value;
    }

    /// <summary>Effects that this holds for are not answered until <see cref="Release"/>.</summary>
    public Func<EffectRequest, bool> Holds { get; set; } = _ => false;

    /// <summary>Effects that were told that nobody waits for them any more.</summary>
    public List<int> Abandoned { get; } = [];

    /// <summary>A copy of the state after each commit, by its snapshot.</summary>
    public IReadOnlyList<byte[]> Snapshots => _journal.Snapshots;

    /// <summary>What a store would keep, each once.</summary>
    public IReadOnlyCollection<Payload> Payloads => _journal.Payloads;

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<ReadOnlyMemory<byte>> Commits => _journal.Commits;

    /// <summary>Every effect that the world was asked for, repeats included.</summary>
    public List<EffectRequest> Asked => _world.Asked;

    /// <summary>The number of the commit after which it dies once and is read from that commit's snapshot; zero for never.</summary>
    public int SnapshotAt { get; set; }

    /// <summary>The effects that are children which have started.</summary>
    public IEnumerable<int> Children => _state.Effects.Values.Where(effect => effect.ChildStarted).Select(effect => effect.Id);

    public InstanceState State => _state;

    /// <summary>What the world applied: the first answer to each key.</summary>
    public Dictionary<string, EffectOutcome> Applied => _world.Applied;

    /// <summary>Events that were published by the instance itself.</summary>
    public List<JsonValue> Emitted => _world.Emitted;

    /// <summary>Points at which it could have died.</summary>
    public int Points => _points;

    public InstanceView View => Engine.Interpretation.Interpreter.ViewOf(_state, Definition);

    public InstanceStatus Status => _state.Status;

    public JsonValue Output => View.Output;

    public WakeAt? Wake => _state.Wake;

    /// <summary>The keys of everything applied, without the run, in order.</summary>
    public IEnumerable<string> Keys => Applied.Keys.Select(key => key.Replace(View.Id.Text, "", StringComparison.Ordinal)).Select(key => key.Contains('/', StringComparison.Ordinal) ? key[key.IndexOf('/', StringComparison.Ordinal)..] : key);

    public InstanceStory Start(string input = "null", ParentLink? parent = null, int depth = 0)
    {
        var request = new StartRequest
        {
            Definition = Definition.Hash,
            Workflow = Definition.Name,
            Version = Definition.Version,
            AskedVersion = "",
            Input = JsonValue.Parse(input),
            EventMark = _world.Tail,
            Parent = parent,
            Depth = depth,
        };
        // Should it not be acknowledged, whoever asked asks again.
        return Send(new Stimulus.Start(request));
    }

    /// <summary>Sends a stimulus (again when it died before the commit), then runs to rest.</summary>
    public InstanceStory Send(Stimulus stimulus)
    {
        var verdict = TrySend(stimulus);
        Assert.True(verdict.Kind != VerdictKind.Conflict, $"{stimulus.GetType().Name}: {verdict.Why}");
        return this;
    }

    /// <summary>Sends a stimulus that may be refused, then runs to rest.</summary>
    public Verdict TrySend(Stimulus stimulus)
    {
        var verdict = Verdict.Taken;
        while (!Decide(() => verdict = Interpreter.Decide(_state, Definition, stimulus, Turn)))
        {
        }

        RunToRest();
        return verdict;
    }

    /// <summary>Answers what was held.</summary>
    public InstanceStory Release()
    {
        Holds = _ => false;
        _held.ForEach(_inFlight.Enqueue);
        _held.Clear();
        return RunToRest();
    }

    /// <summary>Moves the clock, then runs to rest.</summary>
    public InstanceStory Advance(TimeSpan time)
    {
        Now += time;
        Offer(new Stimulus.ClockReached());
        return RunToRest();
    }

    /// <summary>Moves the clock from due time to due time until the instance has ended or waits for no clock.</summary>
    public InstanceStory RunToEnd(int limit = 1_000)
    {
        RunToRest();
        for (var i = 0; i < limit && !_state.Status.IsFinal() && _state.Wake is { } wake && wake != WakeAt.Runnable; i++)
        {
            Advance(wake.Time > Now ? wake.Time - Now : TimeSpan.Zero);
        }

        return this;
    }

    public InstanceStory Publish(string cloudEvent)
    {
        _world.Publish(JsonValue.Parse(cloudEvent), Now);
        return RunToRest();
    }

    /// <summary>The state as a store gives it.</summary>
    /// <param name="snapshot">The commit from whose snapshot to begin; zero reads all commits.</param>
    public InstanceState Read(int snapshot) => _journal.Read(_state.Id, snapshot);

    /// <summary>Dies: what is not in the journal is gone; the rest is read and goes on.</summary>
    /// <param name="snapshot">The commit after which a snapshot was taken; zero reads all commits.</param>
    public InstanceStory Crash(int snapshot = 0)
    {
        _state = _journal.Read(_state.Id, snapshot);
        _inFlight.Clear();
        _held.Clear();
        if (_state.Exists)
        {
            Decide(() => Interpreter.Recover(_state, Definition, Turn));
        }

        return this;
    }

    public InstanceStory RunToRest()
    {
        for (var progress = true; progress;)
        {
            progress = false;
            while (_inFlight.Count > 0)
            {
                progress = true;
                Perform(_inFlight.Dequeue());
            }

            progress |= ReadEvents();
            if (_state.IsReady)
            {
                progress = true;
                Decide(() => Interpreter.Continue(_state, Definition, Turn));
            }
        }

        return this;
    }

    private bool ReadEvents()
    {
        var mark = _state.Listeners.Select(listener => (long?)listener.Since).Min();
        if (mark is null || mark >= _world.Tail || _state.Status is InstanceStatus.Suspended or InstanceStatus.Stuck)
        {
            return false;
        }

        Offer(new Stimulus.EventsOffered(0, _world.EventsAfter(mark.Value), _world.Tail, [.. _state.Listeners.Select(listener => listener.Frame)]));
        return true;
    }

    private void Perform((int Effect, int Attempt) token)
    {
        if (!_state.Effects.ContainsKey(token.Effect))
        {
            return;
        }

        var request = Engine.Interpretation.Interpreter.RequestOf(_state, Definition, token.Effect);
        if (Holds(request))
        {
            _held.Add(token);
            return;
        }

        var outcome = _world.Perform(request, Now);

        // Here the world has done it and the journal does not know.
        if (DiesHere())
        {
            return;
        }

        Offer(new Stimulus.EffectEnded(token.Effect, token.Attempt, outcome));
    }

    private void Offer(Stimulus stimulus)
    {
        var verdict = Verdict.Taken;
        Decide(() => verdict = Interpreter.Decide(_state, Definition, stimulus, Turn));
        Assert.True(verdict.Kind != VerdictKind.Conflict, $"{stimulus.GetType().Name}: {verdict.Why}");
    }

    /// <summary>One turn; false when it died before it was durable.</summary>
    internal bool Decide(Action decide)
    {
        Turn.Begin(Now);
        Turn.EventTail = _world.Tail;
        decide();
        if (Turn.Facts.Count > 0)
        {
            // Here everything is decided and nothing is durable.
            if (DiesHere())
            {
                return false;
            }

            _journal.Add(Engine.Interpretation.Interpreter.Seal(Turn), Turn.Facts.Payloads!, _state);
            _checker.Learn(_journal.Payloads);
        }

        _listeners.Check(Turn, _state);
        Abandoned.AddRange(Turn.Abandoned);

        foreach (var effect in Turn.Issued)
        {
            _inFlight.Enqueue((effect, 1));
        }

        // Here it is durable and nothing of it has been done.
        if (Turn.Facts.Count > 0 && !DiesHere() && Commits.Count == SnapshotAt)
        {
            Crash(Commits.Count);
        }

        return true;
    }

    private bool DiesHere()
    {
        if (!_crashes.Contains(++_points))
        {
            return false;
        }

        Crash();
        return true;
    }
}
