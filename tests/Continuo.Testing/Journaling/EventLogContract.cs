using System.Collections.Immutable;
using Continuo.Engine.Events;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>What every journal does with events.</summary>
public abstract class EventLogContract : StoreSuite
{
    [Fact]
    public async Task Events_get_consecutive_places_and_the_part_its_tail()
    {
        var driver = await Claimed();
        var append = driver.Events("1", "2");

        var appended = Assert.Single((await driver.Commit(append, driver.First("a"))).Events);
        var more = Assert.Single((await driver.Commit(driver.Events("3"))).Events);

        Assert.Equal((append.Id, 0, 2L), (appended.Id, appended.Part, appended.Tail));
        Assert.Equal([1, 2], appended.Positions);
        Assert.Equal([EventKey.OfType("paid"), EventKey.OfType("paid")], appended.New);
        Assert.Equal([3], more.Positions);
        Assert.Equal([3], (await driver.Image("a")).EventTails);
    }

    [Fact]
    public async Task An_event_that_is_there_already_answers_with_its_first_place()
    {
        var driver = await Claimed();
        await driver.Commit(driver.Events("1", "2"));

        var again = Assert.Single((await driver.Commit(driver.Events("2", "3", "3", "1"))).Events);

        Assert.Equal([2, 3, 3, 1], again.Positions);
        Assert.Single(again.New);
        Assert.Equal(3, again.Tail);
    }

    [Fact]
    public async Task One_id_from_two_sources_is_two_events()
    {
        var driver = await Claimed();

        var appended = Assert.Single((await driver.Commit(driver.Events([JournalDriver.Event("1"), JournalDriver.Event("1", source: "/other")]))).Events);

        Assert.Equal([1, 2], appended.Positions);
    }

    [Fact]
    public async Task Duplicates_are_known_after_a_restart_and_places_go_on()
    {
        var first = await Claimed();
        await first.Commit(first.Events("1", "2"));
        var next = await Claimed();

        var appended = Assert.Single((await next.Commit(next.Events("2", "3"))).Events);

        Assert.Equal([2, 3], appended.Positions);
    }

    [Fact]
    public async Task Events_are_read_after_a_place_by_key_and_the_page_says_how_far_it_looked()
    {
        var driver = await Claimed();
        await driver.Commit(driver.Events([.. Enumerable.Range(1, 9).Select(i => JournalDriver.Event($"{i}", (i % 3) switch { 0 => "paid", 1 => "sent", _ => "lost" }))]));
        ImmutableArray<EventKey> keys = [EventKey.OfType("paid"), EventKey.OfType("sent")];

        var page = await driver.Journal.ReadEvents(0, keys, 1, 3, default);
        var rest = await driver.Journal.ReadEvents(0, keys, page.Through, 3, default);

        Assert.Equal([3, 4, 6], page.Events.Select(e => e.N));
        Assert.Equal(6, page.Through);
        Assert.Equal([7, 9], rest.Events.Select(e => e.N));
        Assert.Equal(9, rest.Through);
        Assert.Equal("paid", page.Events[0].Type);
        Assert.Equal(JournalDriver.Event("3", "paid"), page.Events[0].Event);
    }

    [Fact]
    public async Task Pages_over_many_keys_show_each_event_once_and_in_order()
    {
        var driver = await Claimed();
        await driver.Commit(driver.Events([.. Enumerable.Range(1, 200).Select(i => JournalDriver.Event($"{i}", $"k{i * i % 23}"))]));
        ImmutableArray<EventKey> keys = [.. Enumerable.Range(0, 23).Where(i => i % 2 == 0).Select(i => EventKey.OfType($"k{i}"))];

        var shown = new List<long>();
        for (var through = 0L; through < 200;)
        {
            var page = await driver.Journal.ReadEvents(0, keys, through, 7, default);
            Assert.True(page.Events.Length == 7 || page.Through == 200);
            shown.AddRange(page.Events.Select(e => e.N));
            through = page.Through;
        }

        Assert.Equal(Enumerable.Range(1, 200).Where(i => i * i % 23 % 2 == 0).Select(i => (long)i), shown);
    }

    [Fact]
    public async Task Without_keys_or_with_any_every_event_is_read()
    {
        var driver = await Claimed();
        await driver.Commit(driver.Events([JournalDriver.Event("1", "paid"), JournalDriver.Event("2", "sent")]));

        Assert.Equal(2, (await driver.Journal.ReadEvents(0, [], 0, 10, default)).Events.Length);
        Assert.Equal(2, (await driver.Journal.ReadEvents(0, [EventKey.Any], 0, 10, default)).Events.Length);
        Assert.Equal(2, (await driver.Journal.ReadEvents(0, [EventKey.OfType("nothing")], 0, 10, default)).Through);
        Assert.Equal(5, (await driver.Journal.ReadEvents(0, [], 5, 10, default)).Through);
    }
}
