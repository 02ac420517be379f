using System.Globalization;

namespace Continuo.Runtime.Lifecycle;

/// <summary>A place among the lifecycle events of a store: the commit's position and the event's place in what the commit tells.</summary>
/// <remarks>In a store whose shards have positions of their own, <see cref="Shards"/> says how far each of them was told, and the order of places is that within a shard.</remarks>
public readonly record struct LifecyclePlace(long Position, int Index) : IComparable<LifecyclePlace>
{
    private const string Now = "now";

    /// <summary>The last position of each shard of which everything was told; null where all shards share one sequence.</summary>
    internal ShardCursor? Shards { get; init; }

    /// <summary>Before everything.</summary>
    public static LifecyclePlace Start => default;

    /// <summary>After all that a commit tells.</summary>
    public static LifecyclePlace EndOf(long position) => new(position, int.MaxValue);

    public static bool operator <(LifecyclePlace left, LifecyclePlace right) => left.CompareTo(right) < 0;

    public static bool operator >(LifecyclePlace left, LifecyclePlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(LifecyclePlace left, LifecyclePlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LifecyclePlace left, LifecyclePlace right) => left.CompareTo(right) >= 0;

    /// <summary>Reads what <see cref="ToString"/> gave; a position alone is the end of its commit.</summary>
    public static bool TryParse(string? text, out LifecyclePlace place)
    {
        if (text == Now || ShardCursor.TryParse(text, out _))
        {
            place = new(0, int.MaxValue) { Shards = text == Now ? ShardCursor.Now : ShardCursor.TryParse(text, out var cursor) ? cursor : null };
            return true;
        }

        var parts = (text ?? "").Split('.');
        var index = int.MaxValue;
        var isPlace = long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && (parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)));
        place = isPlace ? new(position, index) : default;
        return isPlace;
    }

    public int CompareTo(LifecyclePlace other) => (Position, Index).CompareTo((other.Position, other.Index));

    public override string ToString() => Shards is { } shards ? (shards.IsNow ? Now : shards.ToString()) : string.Create(CultureInfo.InvariantCulture, $"{Position}.{Index}");
}
