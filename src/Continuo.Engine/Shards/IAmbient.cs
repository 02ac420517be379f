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
}
