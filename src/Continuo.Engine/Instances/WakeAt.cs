namespace Continuo.Engine.Instances;

/// <summary>When an instance must be looked at again. <see cref="Runnable"/> is one constant, so that consecutive commits of a busy instance touch no index.</summary>
/// <param name="Ticks">UTC ticks; zero is now and always.</param>
public readonly record struct WakeAt(long Ticks) : IComparable<WakeAt>
{
    /// <summary>Something is owed right now: a step, an effect, a notice.</summary>
    public static WakeAt Runnable => default;

    public static WakeAt At(DateTimeOffset time) => new(time.UtcTicks);

    public DateTimeOffset Time => new(Ticks, TimeSpan.Zero);

    public int CompareTo(WakeAt other) => Ticks.CompareTo(other.Ticks);
}
