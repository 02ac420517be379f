using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Xunit;

namespace Continuo.Runtime.Tests.Driving;

public sealed class SmallPartsTests
{
    [Fact]
    public void Versions_are_in_the_order_of_semantic_versioning()
    {
        string[] rising = ["not-a-version", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "20260101.0.0"];

        Assert.Equal(rising, rising.Reverse().Order(Comparer<string>.Create(SemanticVersion.Compare)));
        Assert.Equal(0, SemanticVersion.Compare("1.0.0+a", "1.0.0+b"));
    }

    [Fact]
    public void Ids_rise_and_are_of_version_seven()
    {
        var ids = new IdSource(new Random(1));
        var now = DateTimeOffset.UnixEpoch.AddYears(56);

        var made = Enumerable.Range(0, 10_000).Select(_ => ids.Next(now).ToString()).ToList();

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.All(made, id => Assert.Equal('7', id[14]));
    }

    [Fact]
    public async Task The_latest_is_the_highest_version_and_not_the_newest_deployed()
    {
        var cache = new DefinitionCache(new MemoryJournal());
        foreach (var version in new[] { "1.9.0", "1.10.0", "1.10.0-rc.1", "0.3.0" })
        {
            await cache.Deploy(new Loaded(version).Definition, DateTimeOffset.UnixEpoch, CancellationToken.None);
        }

        Assert.Equal("1.10.0", (await cache.Find(new("t", "child"), "latest", CancellationToken.None))!.Version);
        Assert.Equal("0.3.0", (await cache.Find(new("t", "child"), "0.3.0", CancellationToken.None))!.Version);
        Assert.Null(await cache.Find(new("t", "child"), "7.0.0", CancellationToken.None));
    }

    [Fact]
    public async Task A_command_that_comes_while_the_node_ends_is_answered_too()
    {
        var table = new ReplyTable(Guid.NewGuid());
        var before = table.Open(new(0));

        table.Close(new CommandResult.Busy("the node has stopped", TimeSpan.FromSeconds(5)));
        var after = table.Open(new(0));

        Assert.IsType<CommandResult.Busy>(await before.Reply);
        Assert.IsType<CommandResult.Busy>(await after.Reply);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void A_shared_wait_is_forgotten_when_the_last_one_leaves()
    {
        var waiters = new EndWaiters();
        var first = waiters.Register(new("a"));
        var second = waiters.Register(new("a"));

        first.Dispose();
        Assert.Equal(1, waiters.Count);
        waiters.Wake(new("a"));

        Assert.True(second.Ended.IsCompleted);
        second.Dispose();
        Assert.Equal(0, waiters.Count);
    }
}
