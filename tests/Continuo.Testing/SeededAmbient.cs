using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Json;

namespace Continuo.Testing;

/// <summary>Ids, chance and positions from a seed, secrets from a table or a function; the same in every run.</summary>
/// <param name="seed">Of ids and chance.</param>
/// <param name="lastPos">Positions go on after it.</param>
public sealed class SeededAmbient(int seed = 1, long lastPos = 0) : IAmbient
{
    private readonly Random _random = new(seed);
    private long _position = lastPos;
    private TimeSpan _elapsed;

    public Dictionary<string, JsonValue> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Asked for what the table does not have.</summary>
    public Func<string, JsonValue?> OtherSecrets { get; init; } = _ => null;

    /// <summary>How much later each look at the clock that measures turns finds it.</summary>
    public Func<TimeSpan> TimePerLook { get; init; } = () => TimeSpan.Zero;

    /// <summary>Effects that need not wait for the facts that ask for them.</summary>
    public Func<EffectRequest, bool> Pure { get; init; } = _ => false;

    public TimeSpan Elapsed => _elapsed += TimePerLook();

    public Guid NewId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    public double NextDouble() => _random.NextDouble();

    public long NextPosition() => ++_position;

    public bool IsPure(EffectRequest request) => Pure(request);

    public JsonValue? Secret(string name) => Secrets.TryGetValue(name, out var value) ? value : OtherSecrets(name);
}
