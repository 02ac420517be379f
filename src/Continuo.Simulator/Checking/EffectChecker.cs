using Continuo.Engine.Interpretation;
using Continuo.Simulator.Scheduling;
using Continuo.Simulator.Storage;
using Continuo.Simulator.Workloads;

namespace Continuo.Simulator.Checking;

/// <summary>Looks at every effect before it reaches the world: it has a cause that is stored, and whoever repeats it says the same under the same key.</summary>
internal sealed class EffectChecker(World world, Database database)
{
    private readonly Dictionary<string, (string Pointer, string Arguments)> _byKey = [];
    private readonly Dictionary<(Guid Run, int Effect), string> _byEffect = [];
    private readonly Dictionary<(Guid Run, string Pointer), string> _byTask = [];

    public int Count { get; private set; }

    public void Performed(EffectToken token, EffectRequest request)
    {
        Count++;
        var state = database.Find(token.Instance)?.Folded;
        world.Holds(
            state is not null && state.Run == request.Run && state.NextEffect > token.Effect,
            "no effect without a cause",
            $"effect {token.Effect} of '{token.Instance}' is performed and not stored");
        var said = (request.Pointer, request.Arguments.ToString());
        world.Holds(_byKey.TryAdd(request.Key, said) || _byKey[request.Key] == said, "effects of one key are the same", $"{request.Key} asks for {said} and asked for {_byKey[request.Key]}");
        world.Holds(
            _byEffect.TryAdd((request.Run, token.Effect), request.Key) || _byEffect[(request.Run, token.Effect)] == request.Key,
            "one effect, one key",
            $"effect {token.Effect} of '{token.Instance}' has the key {request.Key} and had {_byEffect[(request.Run, token.Effect)]}");
        if (request.Kind == EffectKind.Function && Kinds.Of(state!.Workflow) is { HasOneKeyPerTask: true })
        {
            world.Holds(
                _byTask.TryAdd((request.Run, request.Pointer), request.Key) || _byTask[(request.Run, request.Pointer)] == request.Key,
                "a retry has the key of the first attempt",
                $"{request.Pointer} of '{token.Instance}' is called with the key {request.Key}, and was with {_byTask[(request.Run, request.Pointer)]}");
        }
    }
}
