using System.Collections.Immutable;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Ownership;

public sealed class KeeperTests
{
    private const int Shards = 8;

    private readonly Keeper _keeper = new("a", Shards, new KeeperOptions { ShardsPerClaim = 100 });
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_lone_node_claims_what_is_free_in_pieces()
    {
        var keeper = new Keeper("a", Shards, new KeeperOptions { ShardsPerClaim = 3 });
        var actions = new List<KeeperAction>();

        keeper.Handle(new KeeperInput.Members(["a"], []), _now, actions);

        Assert.Equal([3, 3, 2], actions.Cast<KeeperAction.Claim>().Select(claim => claim.Shards.Length));
        Assert.All(actions.Cast<KeeperAction.Claim>(), claim => Assert.Equal(ClaimMode.Free, claim.Mode));
    }

    [Fact]
    public void It_claims_its_own_share_only_and_each_shard_once()
    {
        var claim = Assert.IsType<KeeperAction.Claim>(Assert.Single(Say(new KeeperInput.Members(["a", "b"], []))));

        Assert.Equal(_keeper.Placement.ShardsOf("a"), claim.Shards);
        Assert.Empty(Say(new KeeperInput.Members(["b", "a"], [])));
        Assert.Empty(Say(new KeeperInput.Clock()));
    }

    [Fact]
    public void Who_has_not_joined_claims_nothing() => Assert.Empty(Say(new KeeperInput.Members(["b"], [])));

    [Fact]
    public void When_another_comes_its_share_is_drained_then_released_then_offered()
    {
        var all = Own("a");

        var drains = Say(new KeeperInput.Members(["a", "b"], [])).Cast<KeeperAction.Drain>().Select(drain => drain.Shard).ToList();

        Assert.Equal(_keeper.Placement.ShardsOf("b"), drains);
        Assert.True(drains.Count < all.Length);
        Assert.Equal(new KeeperAction.Release(drains[0]), Assert.Single(Say(new KeeperInput.Drained(drains[0]))));
        Assert.Equal(new KeeperAction.Offer("b", drains[0]), Assert.Single(Say(new KeeperInput.Released(drains[0]))));
        Assert.False(_keeper.IsHere(drains[0]));
    }

    [Fact]
    public void What_a_living_node_holds_is_asked_for_again_and_never_taken()
    {
        var claim = Assert.IsType<KeeperAction.Claim>(Assert.Single(Say(new KeeperInput.Members(["a", "b"], []))));
        var held = claim.Shards[0];

        var alarm = Assert.IsType<KeeperAction.Alarm>(Assert.Single(Say(new KeeperInput.Answered(claim.Shards[1..], [(held, "b")]))));

        _now = alarm.At;
        for (var time = 0; time < 100; time++)
        {
            var again = Say(new KeeperInput.Clock()).OfType<KeeperAction.Claim>().Single();
            Assert.Equal((ClaimMode.Free, held), (again.Mode, Assert.Single(again.Shards)));
            Say(new KeeperInput.Answered([], [(held, "b")]));
            _now += TimeSpan.FromSeconds(1);
        }
    }

    [Fact]
    public void An_offer_is_taken_up_at_once()
    {
        var claim = Assert.IsType<KeeperAction.Claim>(Assert.Single(Say(new KeeperInput.Members(["a", "b"], []))));
        Say(new KeeperInput.Answered([], [.. claim.Shards.Select(shard => (shard, "b"))]));

        var again = Say(new KeeperInput.Offered(claim.Shards[0])).OfType<KeeperAction.Claim>().Single();

        Assert.Equal([claim.Shards[0]], again.Shards);
        Assert.Empty(Say(new KeeperInput.Offered(claim.Shards[0])).OfType<KeeperAction.Claim>());
    }

    [Fact]
    public void What_a_node_held_is_taken_over_once_it_is_declared_dead()
    {
        Say(new KeeperInput.Members(["a", "b"], []));
        Say(new KeeperInput.Answered(_keeper.Placement.ShardsOf("a"), []));
        var others = _keeper.Placement.ShardsOf("b");

        var claim = Say(new KeeperInput.Members(["a"], ["b"])).OfType<KeeperAction.Claim>().Single();
        Assert.Equal(ClaimMode.Free, claim.Mode);
        Assert.Equal(others, claim.Shards);

        var taken = Say(new KeeperInput.Answered([], [.. others.Select(shard => (shard, "b"))])).OfType<KeeperAction.Claim>().Single();
        Assert.Equal(ClaimMode.TakeOver, taken.Mode);
        Assert.Equal(others, taken.Shards);
    }

    [Fact]
    public void A_death_ends_the_wait_for_what_the_dead_one_held()
    {
        var claim = Assert.IsType<KeeperAction.Claim>(Assert.Single(Say(new KeeperInput.Members(["a", "b"], []))));
        Say(new KeeperInput.Answered(claim.Shards[1..], [(claim.Shards[0], "b")]));

        var claims = Say(new KeeperInput.Members(["a"], ["b"])).OfType<KeeperAction.Claim>().ToList();

        Assert.Contains(claims, taken => taken.Mode == ClaimMode.TakeOver && taken.Shards.SequenceEqual([claim.Shards[0]]));
    }

    [Fact]
    public void A_stranger_is_waited_for_as_long_as_a_new_node_may_be_unknown()
    {
        var shards = Say(new KeeperInput.Members(["a"], [])).OfType<KeeperAction.Claim>().Single().Shards;
        Say(new KeeperInput.Answered(shards[1..], [(shards[0], "who")]));

        var waited = TimeSpan.Zero;
        while (true)
        {
            _now += TimeSpan.FromSeconds(1);
            waited += TimeSpan.FromSeconds(1);
            var claim = Say(new KeeperInput.Clock()).OfType<KeeperAction.Claim>().Single();
            if (claim.Mode == ClaimMode.TakeOver)
            {
                break;
            }

            var answer = Say(new KeeperInput.Answered([], [(shards[0], "who")]));
            if (answer.OfType<KeeperAction.Claim>().SingleOrDefault() is { Mode: ClaimMode.TakeOver })
            {
                break;
            }
        }

        Assert.InRange(waited, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public void A_claim_that_came_to_nothing_is_tried_again_later()
    {
        var shards = Say(new KeeperInput.Members(["a"], [])).OfType<KeeperAction.Claim>().Single().Shards;

        var alarm = Assert.IsType<KeeperAction.Alarm>(Assert.Single(Say(new KeeperInput.Failed(shards))));
        _now = alarm.At;

        Assert.Equal(shards, Say(new KeeperInput.Clock()).OfType<KeeperAction.Claim>().Single().Shards);
    }

    [Fact]
    public void What_was_lost_is_claimed_again_where_it_is_ours_still()
    {
        var shards = Own("a");

        Assert.Equal([shards[2]], Say(new KeeperInput.Lost(shards[2])).OfType<KeeperAction.Claim>().Single().Shards);
    }

    [Fact]
    public void Whoever_leaves_hands_everything_over_and_then_says_so()
    {
        var shards = Own("a", "b");

        Assert.Equal(shards, Say(new KeeperInput.Leave()).Cast<KeeperAction.Drain>().Select(drain => drain.Shard));
        foreach (var shard in shards)
        {
            Say(new KeeperInput.Drained(shard));
        }

        var last = shards.Select(shard => Say(new KeeperInput.Released(shard))).ToList()[^1];

        Assert.Contains(new KeeperAction.Left(), last);
        Assert.Empty(Say(new KeeperInput.Members(["a"], ["b"])).OfType<KeeperAction.Claim>());
    }

    /// <summary>Any order of what can happen: nothing is claimed that is here, nothing drained that is not.</summary>
    [Fact]
    public void Whatever_happens_each_shard_is_claimed_drained_and_released_in_turn()
    {
        var random = new Random(7);
        var phases = new Dictionary<ShardId, string>();
        ImmutableArray<string>[] memberships = [["a"], ["a", "b"], ["a", "b", "c"], ["b", "c"], ["a", "c"]];
        for (var step = 0; step < 20_000; step++)
        {
            _now += TimeSpan.FromMilliseconds(random.Next(400));
            var busy = phases.Where(phase => phase.Value != "here").Select(phase => (phase.Key, phase.Value)).ToList();
            KeeperInput input = random.Next(6) switch
            {
                0 => new KeeperInput.Members(memberships[random.Next(memberships.Length)], random.Next(2) == 0 ? [] : ["b"]),
                1 when phases.Count > 0 => new KeeperInput.Lost(phases.Keys.ElementAt(random.Next(phases.Count))),
                2 => new KeeperInput.Offered(new(random.Next(Shards))),
                _ when busy.Count > 0 => Answer(busy[random.Next(busy.Count)], random),
                _ => new KeeperInput.Clock(),
            };
            if (input is KeeperInput.Lost { Shard: var lost } && phases[lost] != "here")
            {
                continue;
            }

            Track(phases, input);
            foreach (var action in Say(input))
            {
                Track(phases, action);
            }
        }
    }

    private static KeeperInput Answer((ShardId Shard, string Phase) busy, Random random) => busy.Phase switch
    {
        "drain" => new KeeperInput.Drained(busy.Shard),
        "release" => new KeeperInput.Released(busy.Shard),
        _ => random.Next(3) switch
        {
            0 => new KeeperInput.Answered([], [(busy.Shard, "b")]),
            1 => new KeeperInput.Failed([busy.Shard]),
            _ => new KeeperInput.Answered([busy.Shard], []),
        },
    };

    private static void Track(Dictionary<ShardId, string> phases, KeeperInput input)
    {
        switch (input)
        {
            case KeeperInput.Answered answered:
                answered.Claimed.ToList().ForEach(shard => phases[shard] = "here");
                answered.Held.ToList().ForEach(held => phases.Remove(held.Shard));
                break;
            case KeeperInput.Failed failed:
                failed.Shards.ToList().ForEach(shard => phases.Remove(shard));
                break;
            case KeeperInput.Released released:
                phases.Remove(released.Shard);
                break;
            case KeeperInput.Lost lost:
                phases.Remove(lost.Shard);
                break;
        }
    }

    private static void Track(Dictionary<ShardId, string> phases, KeeperAction action)
    {
        switch (action)
        {
            case KeeperAction.Claim claim:
                Assert.All(claim.Shards, shard => Assert.True(phases.TryAdd(shard, "claim"), $"shard {shard} is claimed twice"));
                break;
            case KeeperAction.Drain drain:
                Assert.Equal("here", phases[drain.Shard]);
                phases[drain.Shard] = "drain";
                break;
            case KeeperAction.Release release:
                Assert.Equal("drain", phases[release.Shard]);
                phases[release.Shard] = "release";
                break;
        }
    }

    private ImmutableArray<ShardId> Own(params string[] nodes)
    {
        var shards = Say(new KeeperInput.Members([.. nodes], [])).OfType<KeeperAction.Claim>().Single().Shards;
        Assert.Empty(Say(new KeeperInput.Answered(shards, [])));
        return shards;
    }

    private List<KeeperAction> Say(KeeperInput input)
    {
        var actions = new List<KeeperAction>();
        _keeper.Handle(input, _now, actions);
        return actions;
    }
}
