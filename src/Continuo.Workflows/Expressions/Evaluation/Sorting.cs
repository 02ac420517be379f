using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Stable sorting in jq's order.</summary>
/// <remarks>A merge sort of our own: the library's is not stable, refuses orders in which NaN is below itself, and wraps errors.</remarks>
internal static class Sorting
{
    public static void Sort(Machine machine, JsonValue[] items) => Sort(machine, (JsonValue[])items.Clone(), items);

    /// <summary>Sorts <paramref name="items"/> by the keys beside them, which are sorted along.</summary>
    public static void Sort(Machine machine, JsonValue[] keys, JsonValue[] items)
    {
        machine.Walk((long)items.Length * (8 + (long)Math.Log2(Math.Max(items.Length, 1))));
        var order = new int[items.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Merge(machine, keys, order, new int[order.Length], 0, order.Length);
        var before = (JsonValue[])keys.Clone();
        var things = (JsonValue[])items.Clone();
        for (var i = 0; i < order.Length; i++)
        {
            keys[i] = before[order[i]];
            items[i] = things[order[i]];
        }
    }

    private static void Merge(Machine machine, JsonValue[] keys, int[] order, int[] scratch, int start, int end)
    {
        if (end - start < 2)
        {
            return;
        }

        var middle = (start + end) >>> 1;
        Merge(machine, keys, order, scratch, start, middle);
        Merge(machine, keys, order, scratch, middle, end);
        Array.Copy(order, start, scratch, start, end - start);
        var (left, right) = (start, middle);
        for (var at = start; at < end; at++)
        {
            var isLeft = right == end || (left < middle && machine.Compare(keys[scratch[left]], keys[scratch[right]]) <= 0);
            order[at] = isLeft ? scratch[left++] : scratch[right++];
        }
    }
}
