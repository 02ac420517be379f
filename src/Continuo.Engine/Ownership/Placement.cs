using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Continuo.Engine.Shards;

namespace Continuo.Engine.Ownership;

/// <summary>Which node each shard belongs to, for one set of nodes: every node computes the same answer and needs nobody's leave.</summary>
/// <remarks>
/// Each pair of a node and a shard has a weight that only their names decide. The heaviest pairs win, as long as the node has room: no node has more than its
/// even share. When a node comes or goes, the weights of the others stay, and with them most of what they own.
/// </remarks>
public sealed class Placement
{
    private readonly string?[] _owners;
    private readonly FrozenDictionary<string, ImmutableArray<ShardId>> _shards;

    private Placement(ImmutableArray<string> nodes, string?[] owners)
    {
        Nodes = nodes;
        _owners = owners;
        _shards = nodes.ToFrozenDictionary(node => node, node => Enumerable.Range(0, owners.Length).Where(shard => owners[shard] == node).Select(shard => new ShardId(shard)).ToImmutableArray());
    }

    /// <summary>Of nobody: no shard has an owner.</summary>
    public static Placement None { get; } = new([], []);

    /// <summary>In the order of their names.</summary>
    public ImmutableArray<string> Nodes { get; }

    /// <param name="nodes">Those that may own shards, in any order.</param>
    /// <param name="shards">How many there are.</param>
    public static Placement Of(IEnumerable<string> nodes, int shards)
    {
        ImmutableArray<string> sorted = [.. nodes.Distinct().Order(StringComparer.Ordinal)];
        var owners = new string?[shards];
        if (sorted.IsEmpty)
        {
            return new(sorted, owners);
        }

        var pairs = new List<(ulong Weight, int Node, int Shard)>(sorted.Length * shards);
        for (var node = 0; node < sorted.Length; node++)
        {
            var name = Encoding.UTF8.GetBytes($"{sorted[node]}\0\0\0\0");
            for (var shard = 0; shard < shards; shard++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(name.AsSpan(^4), shard);
                pairs.Add((XxHash64.HashToUInt64(name), node, shard));
            }
        }

        pairs.Sort((left, right) => right.CompareTo(left));

        // The first ones have one more where the shards cannot be shared out evenly; whoever is heavier takes it.
        var (share, more) = Math.DivRem(shards, sorted.Length);
        var owned = new int[sorted.Length];
        foreach (var (_, node, shard) in pairs)
        {
            if (owners[shard] is null && (owned[node] < share || (owned[node] == share && more > 0)))
            {
                more -= owned[node] == share ? 1 : 0;
                owned[node]++;
                owners[shard] = sorted[node];
            }
        }

        return new(sorted, owners);
    }

    /// <summary>Null when there is no node.</summary>
    public string? OwnerOf(ShardId shard) => shard.Number < _owners.Length ? _owners[shard.Number] : null;

    /// <summary>What a node owns, none if it is not one of the nodes.</summary>
    public ImmutableArray<ShardId> ShardsOf(string node) => _shards.TryGetValue(node, out var shards) ? shards : [];
}
