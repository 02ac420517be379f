using System.Collections.Immutable;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>What every journal does with payloads.</summary>
public abstract class PayloadContract : StoreSuite
{
    private static readonly Payload s_one = Content("one");
    private static readonly Payload s_two = Content("two");
    private static readonly Payload s_empty = Content("");

    [Fact]
    public async Task A_load_gives_what_its_commits_refer_to_each_once()
    {
        var driver = await Claimed();

        await driver.Commit(
            driver.First("a") with { Payloads = Changes([s_one, s_empty], facts: [s_one, s_empty]) },
            driver.Next("a") with { Payloads = Changes([s_two], facts: [s_one, s_two]) },
            driver.Next("a"));

        Assert.Equal(Told(s_one, s_two, s_empty), Told((await driver.Load("a")).Payloads));
    }

    [Fact]
    public async Task After_a_snapshot_a_load_gives_what_that_and_later_commits_refer_to()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a") with { Payloads = Changes([s_one, s_two, s_empty], facts: [s_one, s_two, s_empty]) });

        await driver.Commit(driver.Next("a", snapshot: "s") with { Payloads = Changes([], facts: [s_two], snapshot: [s_one]) });
        Assert.Equal(Told(s_one), Told((await driver.Load("a")).Payloads));
        await driver.Commit(driver.Next("a") with { Payloads = Changes([], facts: [s_empty]) });
        Assert.Equal(Told(s_one, s_empty), Told((await driver.Load("a")).Payloads));
        await driver.Commit(driver.Next("a", snapshot: "s"));
        Assert.Empty((await driver.Load("a")).Payloads);
    }

    [Fact]
    public async Task A_payload_that_is_there_already_may_be_given_again()
    {
        var driver = await Claimed();

        await driver.Commit(
            driver.First("a") with { Payloads = Changes([s_one], facts: [s_one]) },
            driver.Next("a") with { Payloads = Changes([s_one, s_two], facts: [s_one, s_two]) });
        await driver.Commit(driver.Next("a") with { Payloads = Changes([s_two], facts: [s_two]) });

        Assert.Equal(Told(s_one, s_two), Told((await driver.Load("a")).Payloads));
    }

    [Fact]
    public async Task Instances_have_payloads_of_their_own()
    {
        var driver = await Claimed();

        await driver.Commit(
            driver.First("a") with { Payloads = Changes([s_one], facts: [s_one]) },
            driver.First("b") with { Payloads = Changes([s_one], facts: [s_one]) },
            driver.First("c"));

        Assert.Equal(Told(s_one), Told((await driver.Load("a")).Payloads));
        Assert.Equal(Told(s_one), Told((await driver.Load("b")).Payloads));
        Assert.Empty((await driver.Load("c")).Payloads);
    }

    [Fact]
    public async Task A_rejected_slice_leaves_no_payload()
    {
        var driver = await Claimed();
        await driver.Commit(driver.First("a") with { Payloads = Changes([s_one], facts: [s_one]) });

        var outcome = await driver.Commit(driver.First("a") with { Payloads = Changes([s_two], facts: [s_two]) });

        Assert.Single(outcome.Rejected);
        Assert.Equal(Told(s_one), Told((await driver.Load("a")).Payloads));
    }

    [Fact]
    public async Task Payloads_are_there_for_the_next_process()
    {
        var driver = await Claimed();
        var large = Content(new string('x', 2 << 20));
        await driver.Commit(driver.First("a") with { Payloads = Changes([large], facts: [large]) });

        var next = await Claimed();

        Assert.True((await next.Load("a")).Payloads[0].Bytes.Span.SequenceEqual(large.Bytes.Span));
    }

    [Fact]
    public async Task A_history_gives_with_each_commit_what_it_refers_to()
    {
        var driver = await Claimed();
        await driver.Commit(
            driver.First("a") with { Payloads = Changes([s_one], facts: [s_one]) },
            driver.Next("a", snapshot: "s") with { Payloads = Changes([], facts: [], snapshot: [s_one]) },
            driver.Next("a") with { Payloads = Changes([s_two], facts: [s_two, s_one]) });

        var history = (await ((IInstanceQueries)driver.Journal).History(new("a"), 0, 100, default))!.Value;

        Assert.Equal([Told(s_one), "", Told(s_one, s_two)], history.Select(commit => Told(commit.Payloads)));
    }

    [Fact]
    public async Task A_history_from_its_end_begins_with_the_payloads_of_its_snapshot()
    {
        var driver = await Claimed();
        await driver.Commit(
            driver.First("a") with { Payloads = Changes([s_one, s_empty], facts: [s_one, s_empty]) },
            driver.Next("a", snapshot: "s") with { Payloads = Changes([s_two], facts: [s_two], snapshot: [s_one]) },
            driver.Next("a") with { Payloads = Changes([], facts: [s_two]) },
            driver.Next("a", snapshot: "t") with { Payloads = Changes([], facts: [], snapshot: [s_empty]) },
            driver.Next("a"));

        var newest = (await ((IInstanceQueries)driver.Journal).HistoryBefore(new("a"), long.MaxValue, default))!;
        var middle = (await ((IInstanceQueries)driver.Journal).HistoryBefore(new("a"), newest.Commits[0].Pos, default))!;
        var oldest = (await ((IInstanceQueries)driver.Journal).HistoryBefore(new("a"), middle.Commits[0].Pos, default))!;

        Assert.Equal((Told(s_empty), ""), (Told(newest.Payloads), Told(newest.Commits[0].Payloads)));
        Assert.Equal((Told(s_one), Told(s_two)), (Told(middle.Payloads), Told(middle.Commits[0].Payloads)));
        Assert.Equal(("", Told(s_one, s_empty)), (Told(oldest.Payloads), Told(oldest.Commits[0].Payloads)));
    }

    private static Payload Content(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new(PayloadHash.Of(bytes), bytes);
    }

    private static PayloadChanges Changes(ImmutableArray<Payload> added, ImmutableArray<Payload> facts, params ImmutableArray<Payload> snapshot) =>
        new(added, [.. facts.Select(payload => payload.Hash)], [.. snapshot.Select(payload => payload.Hash)]);

    private static string Told(params IEnumerable<Payload> payloads) =>
        string.Join('\n', payloads.Select(payload => $"{payload.Hash} {Encoding.UTF8.GetString(payload.Bytes.Span)}").Order(StringComparer.Ordinal));
}
