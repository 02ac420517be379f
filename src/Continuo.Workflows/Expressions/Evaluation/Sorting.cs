using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>Stable sorting in jq's order.</summary>
internal static class Sorting
{
    public static void Sort(Machine machine, JsonValue[] items)
    {
        Count(machine, items.Length);

        // Equal values may still print differently (1 and 1.0), so their order is kept.
        Sort(machine, (JsonValue[])items.Clone(), items);
    }

    /// <summary>Sorts <paramref name="items"/> by the keys beside them, which are sorted along.</summary>
    public static void Sort(Machine machine, JsonValue[] keys, JsonValue[] items)
    {
        Count(machine, items.Length);
        var order = new int[items.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var before = (JsonValue[])keys.Clone();
        var things = (JsonValue[])items.Clone();
        Array.Sort(order, (a, b) => JsonOrder.Compare(before[a], before[b]) is var c and not 0 ? c : a.CompareTo(b));
        for (var i = 0; i < order.Length; i++)
        {
            keys[i] = before[order[i]];
            items[i] = things[order[i]];
        }
    }

    private static void Count(Machine machine, int items) =>
        machine.Walk((long)items * (8 + (long)Math.Log2(Math.Max(items, 1))));
}
