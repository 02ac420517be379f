using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Driving;

/// <summary>What the shards of this process take from their surroundings.</summary>
internal sealed class Ambient(IdSource ids, Positions positions, ISecretSource secrets, FunctionRegistry functions, TimeProvider time) : IAmbient
{
    public Guid NewId(DateTimeOffset now) => ids.Next(now);

    public double NextDouble() => ids.NextDouble();

    public TimeSpan Elapsed => time.GetElapsedTime(0);

    public long NextPosition() => positions.Next();

    public JsonValue? Secret(string name) => secrets.Find(name);

    public bool IsPure(EffectRequest request) => request.Kind == EffectKind.Function && functions.IsPure(request.Arguments["name"].AsString ?? "");
}
