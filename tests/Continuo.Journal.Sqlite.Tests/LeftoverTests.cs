using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Testing.Journaling;
using SQLitePCL;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests;

public sealed class LeftoverTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Payloads_go_a_few_at_a_time()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        var end = JournalDriver.Start.AddDays(1);
        await driver.Commit(
            driver.First("a") with { Payloads = Payloads(30) },
            driver.Next("a", row: JournalDriver.Row("a", InstanceStatus.Completed) with { FinishedAt = end }));
        await driver.Commit(new ShardAction.Delete(driver.GivePosition(), new("a"), driver.NumberOf("a"), end));
        using var database = Database.Open(_folder.Database, raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero);

        Assert.Equal(30, database.Scalar("SELECT count(*) FROM payloads"));
        await journal.Clean(end, 250, default);
        Assert.Equal(20, database.Scalar("SELECT count(*) FROM payloads"));
    }

    [Fact]
    public async Task No_row_of_a_deleted_instance_stays()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        var end = JournalDriver.Start.AddDays(1);
        await driver.Commit(
            driver.First("a", JournalDriver.Row("a", labels: new KeyValuePair<string, string>("team", "blue"))),
            driver.Next("a", "2", snapshot: "s", subscriptions: new([new(new("a"), 1, [], 0)], [])) with { Payloads = Payloads(30) },
            driver.Next("a", "3", row: JournalDriver.Row("a", InstanceStatus.Completed) with { FinishedAt = end }));

        await driver.Commit(new ShardAction.Delete(driver.GivePosition(), new("a"), driver.NumberOf("a"), end));
        while (await journal.Clean(end, 500, default))
        {
        }

        using var database = Database.Open(_folder.Database, raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero);
        foreach (var table in new[] { "instances", "journal", "labels", "snapshots", "subscriptions", "leftovers", "payloads", "past_snapshots" })
        {
            Assert.Equal((table, 0), (table, database.Scalar($"SELECT count(*) FROM {table}")));
        }
    }

    /// <summary>More than one round takes away.</summary>
    private static PayloadChanges Payloads(int count)
    {
        ImmutableArray<Payload> added = [.. Enumerable.Range(0, count).Select(i => new byte[] { (byte)i }).Select(bytes => new Payload(PayloadHash.Of(bytes), bytes))];
        return new(added, [.. added.Select(payload => payload.Hash)], [added[0].Hash]);
    }
}
