using BenchmarkDotNet.Attributes;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Benchmarks;

/// <summary>One instance of seq5, from its start to its end: six turns. The budget is 8 us and 4 kB a turn, of which folding what is stored is a small part.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class EngineBenchmarks
{
    private const int Turns = 6;

    private static readonly WorkflowDefinition s_definition = WorkflowLoader.Load(
        """
        document: {dsl: '1.0.3', namespace: bench, name: seq5, version: '1.0.0'}
        do:
          - step1: {call: work, with: {n: 1}}
          - step2: {call: work, with: {n: 2}}
          - step3: {call: work, with: {n: 3}}
          - step4: {call: work, with: {n: 4}}
          - step5: {call: work, with: {n: 5}}
        """).Definition!;

    private static readonly JsonValue s_answer = JsonObject.Of(("text", new string('x', 85)));

    private readonly Interpreter _interpreter = new(EngineLimits.Default, new Nothing());
    private readonly Turn _turn = new();
    private readonly List<byte[]> _commits = [];
    private byte[] _snapshot = [];
    private InstanceState _middle = null!;

    [GlobalSetup]
    public void Record()
    {
        _commits.Clear();
        Run(commit => _commits.Add(commit.ToArray()));
        _middle = Folded(Turns / 2);
        _snapshot = StateCodec.Encode(_middle);
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public long DecideAndFoldAndEncode()
    {
        var bytes = 0L;
        Run(commit => bytes += commit.Length);
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public InstanceState FoldStored() => Folded(Turns);

    [Benchmark]
    public byte[] EncodeSnapshot() => StateCodec.Encode(_middle);

    [Benchmark]
    public InstanceState DecodeSnapshot() => StateCodec.Decode(new("bench"), _snapshot);

    private InstanceState Folded(int turns)
    {
        var state = new InstanceState(new("bench"));
        for (var i = 0; i < turns; i++)
        {
            FactCodec.Fold(state, _commits[i]);
        }

        return state;
    }

    private void Run(Action<ReadOnlyMemory<byte>> sealedCommit)
    {
        var state = new InstanceState(new("bench"));
        Decide(state, new Stimulus.Start(new StartRequest
        {
            Definition = s_definition.Hash,
            Workflow = s_definition.Name,
            Version = s_definition.Version,
            AskedVersion = "",
            Input = JsonValue.EmptyObject,
        }), sealedCommit);
        while (_turn.Issued.Count > 0)
        {
            var effect = _turn.Issued[0];
            Interpreter.RequestOf(state, s_definition, effect);
            Decide(state, new Stimulus.EffectEnded(effect, 1, new EffectOutcome.Returned(s_answer)), sealedCommit);
        }
    }

    private void Decide(InstanceState state, Stimulus stimulus, Action<ReadOnlyMemory<byte>> sealedCommit)
    {
        _turn.Begin(DateTimeOffset.UnixEpoch);
        _interpreter.Decide(state, s_definition, stimulus, _turn);
        sealedCommit(Interpreter.Seal(_turn));
    }

    private sealed class Nothing : IAmbient
    {
        private long _position;

        public Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);

        public double NextDouble() => 0.5;

        public TimeSpan Elapsed => TimeSpan.Zero;

        public long NextPosition() => ++_position;

        public JsonValue? Secret(string name) => null;
    }
}
