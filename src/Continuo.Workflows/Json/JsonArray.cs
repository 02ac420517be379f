using System.Collections;
using System.Runtime.CompilerServices;

namespace Continuo.Workflows.Json;

/// <summary>An immutable array whose <see cref="Append"/> shares the items before it.</summary>
/// <remarks>
/// Appending to the newest version of an array is O(1): versions share one buffer, and the right to write its next free slot is claimed
/// atomically. Appending to an older version copies. A reader never sees a slot beyond its own count, so versions stay immutable.
/// </remarks>
public sealed class JsonArray : IReadOnlyList<JsonValue>
{
    /// <summary>Shorter arrays that are copied are told to be new ones.</summary>
    private const int RememberedFrom = 64;

    private readonly JsonValue[] _items;
    private readonly StrongBox<int>? _claimed;
    private StrongBox<JsonExtent>? _extent;

    // Weak: a version that nobody has any more is not kept to be recognised.
    private WeakReference<JsonValue[]>? _copiedFrom;
    private int _copied;

    private JsonArray(JsonValue[] items, int count, StrongBox<int>? claimed)
    {
        _items = items;
        Count = count;
        _claimed = claimed;
    }

    public static JsonArray Empty { get; } = new([], 0, null);

    /// <summary>Takes ownership of <paramref name="items"/>: the caller never writes to it again.</summary>
    public static JsonArray Own(JsonValue[] items) => items.Length == 0 ? Empty : new(items, items.Length, null);

    public static JsonArray Of(params ReadOnlySpan<JsonValue> items) => Own(items.ToArray());

    public int Count { get; }

    /// <summary>Remembered by <see cref="JsonExtent"/>; a race computes it twice. A reference, because a struct this wide could be read half written.</summary>
    internal JsonExtent? Extent
    {
        get => _extent?.Value;
        set => _extent = new StrongBox<JsonExtent>(value!.Value);
    }

    public JsonValue this[int index] => _items.AsSpan(0, Count)[index];

    public ReadOnlySpan<JsonValue> Span => _items.AsSpan(0, Count);

    public JsonArray Append(JsonValue item) => Append([item]);

    public JsonArray Append(params ReadOnlySpan<JsonValue> tail)
    {
        if (tail.IsEmpty)
        {
            return this;
        }

        var count = Count + tail.Length;
        if (_claimed is not null && count <= _items.Length && Interlocked.CompareExchange(ref _claimed.Value, count, Count) == Count)
        {
            tail.CopyTo(_items.AsSpan(Count));
            return Extended(new JsonArray(_items, count, _claimed), tail);
        }

        var items = new JsonValue[Math.Max(4, count + (count >> 1))];
        Span.CopyTo(items);
        tail.CopyTo(items.AsSpan(Count));
        var copy = new JsonArray(items, count, new StrongBox<int>(count));
        if (Count >= RememberedFrom)
        {
            copy._copiedFrom = new WeakReference<JsonValue[]>(_items);
            copy._copied = Count;
        }

        return Extended(copy, tail);
    }

    /// <summary>An accumulator that is measured at each step is not walked at each step.</summary>
    private JsonArray Extended(JsonArray longer, ReadOnlySpan<JsonValue> tail)
    {
        if (Extent is { } extent)
        {
            foreach (var item in tail)
            {
                extent = extent.With(JsonExtent.Of(item));
            }

            longer.Extent = extent;
        }

        return longer;
    }

    public JsonArray Slice(int start, int length)
    {
        if (start == 0 && length == Count)
        {
            return this;
        }

        return start == 0 && length > 0 ? new JsonArray(_items, length, _claimed) : Own(Span.Slice(start, length).ToArray());
    }

    /// <summary>Whether this array is <paramref name="earlier"/> with items appended, told by shared storage and without comparing items.</summary>
    public bool Extends(JsonArray earlier) =>
        earlier.Count > 0 && (ReferenceEquals(_items, earlier._items) ? earlier.Count <= Count : earlier.Count <= _copied && IsCopyOf(earlier));

    private bool IsCopyOf(JsonArray earlier) => _copiedFrom is { } from && from.TryGetTarget(out var items) && ReferenceEquals(items, earlier._items);

    public IEnumerator<JsonValue> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return _items[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
