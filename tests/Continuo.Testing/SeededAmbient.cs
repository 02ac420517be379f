using Continuo.Engine.Shards;
using Continuo.Workflows.Json;

namespace Continuo.Testing;

/// <summary>Ids, chance and positions from a seed, secrets from a table.</summary>
public sealed class SeededAmbient(int seed = 1) : IAmbient
{
    private readonly Random _random = new(seed);
    private long _position;

    public Dictionary<string, JsonValue> Secrets { get; } = new(StringComparer.Ordinal);

    public Guid NewId(DateTimeOffset now)
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public double NextDouble() => _random.NextDouble();

    public long NextPosition() => ++_position;

    public JsonValue? Secret(string name) => Secrets.TryGetValue(name, out var value) ? value : default(JsonValue?);
}
