using Continuo.Engine.Ownership;
using Xunit;

namespace Continuo.Engine.Tests.Ownership;

public sealed class PlacementTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 16)]
    [InlineData(3, 16)]
    [InlineData(5, 512)]
    [InlineData(20, 16)]
    [InlineData(7, 512)]
    public void Every_shard_has_an_owner_and_no_node_more_than_one_above_another(int nodes, int shards)
    {
        var placement = Placement.Of(Names(nodes), shards);

        var counts = Names(nodes).Select(node => placement.ShardsOf(node).Length).ToList();

        Assert.Equal(shards, counts.Sum());
        Assert.True(counts.Max() - counts.Min() <= 1);
        Assert.All(Enumerable.Range(0, shards), shard => Assert.Contains(new(shard), placement.ShardsOf(placement.OwnerOf(new(shard))!)));
    }

    [Fact]
    public void The_order_in_which_nodes_are_named_does_not_matter()
    {
        var (one, other) = (Placement.Of(["a", "b", "c"], 64), Placement.Of(["c", "a", "b", "a"], 64));

        Assert.All(Enumerable.Range(0, 64), shard => Assert.Equal(one.OwnerOf(new(shard)), other.OwnerOf(new(shard))));
    }

    [Fact]
    public void Without_nodes_nobody_owns_anything()
    {
        Assert.Null(Placement.Of([], 16).OwnerOf(new(3)));
        Assert.Null(Placement.None.OwnerOf(new(3)));
        Assert.Empty(Placement.Of(["a"], 16).ShardsOf("b"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void A_node_that_comes_moves_little_more_than_its_own_share(int nodes)
    {
        const int Shards = 512;
        var (before, after) = (Placement.Of(Names(nodes), Shards), Placement.Of(Names(nodes + 1), Shards));

        var moved = Enumerable.Range(0, Shards).Count(shard => before.OwnerOf(new(shard)) != after.OwnerOf(new(shard)));

        Assert.InRange(moved, Shards / (nodes + 1), Shards / (nodes + 1) * 3 / 2);
    }

    /// <summary>It is part of what nodes of different versions must agree on.</summary>
    [Fact]
    public void The_answer_is_frozen() =>
        Assert.Equal("1,0,0,1,2,1,2,2,2,2,1,0,0,0,0,1", string.Join(',', Enumerable.Range(0, 16).Select(shard => Placement.Of(Names(3), 16).OwnerOf(new(shard))![^1])));

    private static IEnumerable<string> Names(int nodes) => Enumerable.Range(0, nodes).Select(node => $"node{node}");
}
