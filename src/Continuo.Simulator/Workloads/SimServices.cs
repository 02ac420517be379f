using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Simulator.Scheduling;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Workloads;

/// <summary>The services that workflows call: each keeps a ledger by idempotency key, and answers a repeat as it answered first.</summary>
internal sealed class SimServices(World world)
{
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, int> _calls = [];

    /// <summary>How often it cannot take a call now.</summary>
    public double Busy { get; set; }

    public void Call(EffectRequest request, Action<EffectOutcome> answered)
    {
        var name = request.Arguments["name"].AsString ?? "";
        var calls = _calls[request.Key] = _calls.GetValueOrDefault(request.Key) + 1;
        var takes = name == "slow" ? world.Chance.Between(s_second, 90 * s_second) : world.Chance.Between(s_quick, world.Chance.Happens(0.1) ? 5 * s_second : 20 * s_quick);
        EffectOutcome outcome = world.Chance.Happens(Busy) ? new EffectOutcome.Busy(world.Chance.Between(s_second, 10 * s_second))
            : name == "broken" || (name == "flaky" && calls < 3) ? new EffectOutcome.Failed(new("https://open-workflow-specification.org/spec/1.0.0/errors/communication", 503, "Failed"))
            : new EffectOutcome.Returned(request.Arguments["input"]);
        world.After(takes, () => answered(outcome));
    }
}
