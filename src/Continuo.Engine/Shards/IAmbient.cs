using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Shards;

/// <summary>What the engine takes from its surroundings. Seeded in simulation. One shard calls it from one thread.</summary>
public interface IAmbient
{
    /// <summary>A new UUIDv7 for the given time.</summary>
    Guid NewId(DateTimeOffset now);

    /// <summary>Uniform in [0, 1).</summary>
    double NextDouble();

    /// <summary>A clock that only runs forward, to see how long a turn takes. Nothing that it says is recorded.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>The next journal position. Rising; on SQLite one sequence serves all shards of the process.</summary>
    long NextPosition();

    /// <summary>A secret's value, for comparisons only; null when unknown.</summary>
    JsonValue? Secret(string name);

    /// <summary>
    /// Whether nobody can tell that the effect was ever performed, but by its result: then it need not wait for the facts that ask for it. Should they be lost, so is its result,
    /// for whatever follows from it comes after them in the journal. That an effect is idempotent by its key is not enough: after a crash the same key may come with other arguments.
    /// </summary>
    bool IsPure(EffectRequest request) => false;
}
