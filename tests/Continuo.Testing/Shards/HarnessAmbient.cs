using Continuo.Engine.Shards;
using Continuo.Workflows.Json;

namespace Continuo.Testing.Shards;

/// <summary>The surroundings of a <see cref="ShardHarness"/>: the same in every run, going on after the newest position of its store.</summary>
internal sealed class HarnessAmbient(int seed, long lastPos, Func<string, JsonValue?> secrets) : IAmbient
{
    private readonly Random _random = new(seed);
    private long _pos = lastPos;

    public Guid NewId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    public double NextDouble() => _random.NextDouble();

    public long NextPosition() => ++_pos;

    public JsonValue? Secret(string name) => secrets(name);
}
