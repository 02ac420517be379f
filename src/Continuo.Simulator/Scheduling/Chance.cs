namespace Continuo.Simulator.Scheduling;

/// <summary>The only source of chance in a simulation. What is drawn, and in which order, follows from the seed.</summary>
internal sealed class Chance(int seed)
{
    // A seeded generator of the runtime is the same on every platform and in every version: it is documented to stay so.
    private readonly Random _random = new(seed);

    public int Below(int bound) => _random.Next(bound);

    public int Between(int least, int most) => _random.Next(least, most + 1);

    public bool Happens(double probability) => probability > 0 && _random.NextDouble() < probability;

    public double NextDouble() => _random.NextDouble();

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + TimeSpan.FromTicks((long)((most - least).Ticks * _random.NextDouble()));

    public T Of<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }
}
