using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Schemas.Evaluation;

/// <summary><c>prefixItems</c> and <c>items</c>, which takes what the first leaves.</summary>
internal sealed class ItemsRule(string location, ImmutableArray<SchemaNode> prefix, SchemaNode? rest) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsArray is not { } items)
        {
            return true;
        }

        var holds = true;
        var last = rest is null ? Math.Min(prefix.Length, items.Count) : items.Count;
        for (var i = 0; i < last && (holds || run.IsCollecting); i++)
        {
            var node = i < prefix.Length ? prefix[i] : rest!;
            if (node.IsNever && i >= prefix.Length)
            {
                return run.IsCollecting && run.Report(node.Location, $"must have at most {SchemaText.Count(prefix.Length, "item")}, has {items.Count}");
            }

            holds &= run.Item(node, i, items[i]);
            seen?.Mark(i);
        }

        if (rest is not null)
        {
            seen?.MarkAll();
        }

        return holds;
    }
}

internal sealed class ContainsRule(string location, SchemaNode node, double least, double most) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsArray is not { } items)
        {
            return true;
        }

        var count = 0;
        for (var i = 0; i < items.Count; i++)
        {
            if (run.Quietly(node, items[i], null))
            {
                count++;
                seen?.Mark(i);
            }

            // With nobody asking which items match, enough is enough.
            if (seen is null && count >= least && double.IsPositiveInfinity(most))
            {
                return true;
            }
        }

        if (count >= least && count <= most)
        {
            return true;
        }

        var words = count < least ? $"at least {least}" : $"at most {most}";
        return run.IsCollecting && run.Report(Location, $"must hold {words} item{(count < least ? least == 1 : most == 1) switch { true => "", _ => "s" }} matching this schema, holds {count}");
    }
}

internal sealed class UniqueRule(string location) : Rule(location)
{
    private const int HashedDepth = 4;
    private const int ComparedDirectly = 8;

    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsArray is not { Count: > 1 } items)
        {
            return true;
        }

        var pair = items.Count <= ComparedDirectly ? FirstPair(run, items) : HashedPair(run, items);
        return pair is null || (run.IsCollecting && run.Report(Location, $"must hold no two equal items: {pair.Value.First} and {pair.Value.Second} are equal"));
    }

    private static (int First, int Second)? FirstPair(SchemaRun run, JsonArray items)
    {
        for (var i = 1; i < items.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (run.AreEqual(items[i], items[j]))
                {
                    return (j, i);
                }
            }
        }

        return null;
    }

    private static (int First, int Second)? HashedPair(SchemaRun run, JsonArray items)
    {
        var byHash = new Dictionary<int, List<int>>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var hash = Hash(items[i], HashedDepth);
            if (!byHash.TryGetValue(hash, out var same))
            {
                byHash.Add(hash, same = []);
            }

            foreach (var other in same)
            {
                if (run.Breaker is not null || run.AreEqual(items[i], items[other]))
                {
                    return (other, i);
                }
            }

            same.Add(i);
        }

        return null;
    }

    /// <summary>A hash of the upper levels only: the depth of a value must not decide the depth of the stack.</summary>
    private static int Hash(JsonValue value, int depth)
    {
        if (value.AsArray is { } items)
        {
            var hash = new HashCode();
            hash.Add(items.Count);
            for (var i = 0; i < items.Count && depth > 0; i++)
            {
                hash.Add(Hash(items[i], depth - 1));
            }

            return hash.ToHashCode();
        }

        if (value.AsObject is { } members)
        {
            var sum = members.Count;
            for (var i = 0; i < members.Count && depth > 0; i++)
            {
                sum += HashCode.Combine(members.Keys[i], Hash(members.Values[i], depth - 1));
            }

            return sum;
        }

        return JsonOrder.Hash(value);
    }
}

internal sealed class UnevaluatedItemsRule(string location, SchemaNode node) : Rule(location)
{
    public override bool Holds(SchemaRun run, JsonValue value, Evaluated? seen)
    {
        if (value.AsArray is not { } items)
        {
            return true;
        }

        var holds = true;
        for (var i = 0; i < items.Count && (holds || run.IsCollecting); i++)
        {
            if (!seen!.Has(i))
            {
                holds &= run.Item(node, i, items[i]);
            }
        }

        seen!.MarkAll();
        return holds;
    }
}
