using System.Diagnostics;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Load;

/// <summary>CPU and bytes of one turn of seq5: decide, fold, encode, seal. Nothing else runs.</summary>
internal static class TurnBudget
{
    public static void Measure()
    {
        var definition = WorkflowLoader.Load(Scenario.Find("seq5", "")!.Workflow).Definition!;
        var interpreter = new Interpreter(EngineLimits.Default, new Plain());
        var turn = new Turn();
        var answer = (JsonValue)JsonObject.Of(("text", new string('x', 85)));
        for (var round = 0; round < 5; round++)
        {
            const int Instances = 20_000;
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            var turns = 0;
            var written = 0L;
            for (var i = 0; i < Instances; i++)
            {
                var state = new InstanceState(new InstanceId("bench"));
                turn.Begin(DateTimeOffset.UnixEpoch);
                interpreter.Decide(state, definition, new Stimulus.Start(Request(definition)), turn);
                written += Interpreter.Seal(turn).Length;
                turns++;
                while (turn.Issued.Count > 0)
                {
                    var effect = turn.Issued[0];
                    Interpreter.RequestOf(state, definition, effect);
                    turn.Begin(DateTimeOffset.UnixEpoch);
                    interpreter.Decide(state, definition, new Stimulus.EffectEnded(effect, 1, new EffectOutcome.Returned(answer)), turn);
                    written += Interpreter.Seal(turn).Length;
                    turns++;
                }
            }

            var us = Stopwatch.GetElapsedTime(began).TotalMicroseconds / turns;
            var kilobytes = (GC.GetAllocatedBytesForCurrentThread() - bytes) / 1024.0 / turns;
            Console.WriteLine($$"""{"scenario":"turn","usPerTurn":{{us:0.00}},"allocatedKbPerTurn":{{kilobytes:0.00}},"journalBytesPerTurn":{{written / turns}}}""");
        }
    }

    private static StartRequest Request(WorkflowDefinition definition) => new()
    {
        Definition = definition.Hash,
        Workflow = definition.Name,
        Version = definition.Version,
        AskedVersion = "",
        Input = JsonValue.EmptyObject,
    };

    private sealed class Plain : IAmbient
    {
        private long _position;

        public Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);

        public double NextDouble() => 0.5;

        public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(0);

        public long NextPosition() => ++_position;

        public JsonValue? Secret(string name) => null;
    }
}
