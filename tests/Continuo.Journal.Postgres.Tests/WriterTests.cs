using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Xunit;

namespace Continuo.Journal.Postgres.Tests;

public sealed class WriterTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.Create();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Batches_of_several_writers_are_stored_side_by_side()
    {
        await using var journal = await PostgresJournal.Open(_store.Options with { Writers = 4 });
        await new JournalDriver(journal).Claim();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            var driver = new JournalDriver(journal);
            string[] ids = [.. Enumerable.Range(0, 1_000).Select(i => $"i{i}").Where(id => driver.ShardOf(id).Number % 4 == writer).Take(10)];
            for (var round = 0; round < 20; round++)
            {
                Assert.IsType<CommitOutcome.Committed>(await journal.Commit(writer, [.. ids.Select(id => round == 0 ? driver.First(id) : driver.Next(id))], default));
            }

            Assert.All(await Task.WhenAll(ids.Select(id => driver.Load(id))), found => Assert.Equal(20, found.Commits.Length));
        }));
    }

    [Fact]
    public async Task What_one_batch_says_several_times_about_a_row_is_told_by_the_last()
    {
        await using var journal = await PostgresJournal.Open(_store.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();

        await driver.Commit(
            driver.First("a", JournalDriver.Row("a", wake: WakeAt.Runnable)),
            driver.Next("a", row: JournalDriver.Row("a", InstanceStatus.Waiting), snapshot: "s2"),
            driver.Next("a", snapshot: "s3"),
            driver.Next("a", row: JournalDriver.Row("a", InstanceStatus.Completed) with { FinishedAt = JournalDriver.Start }));

        var row = Assert.Single((await journal.List(new(), null, 9, default)).Items);
        Assert.Equal((InstanceStatus.Completed, null, 4L, JournalDriver.Start), (row.Status, row.Wake, row.HeadPos, row.FinishedAt));
        Assert.Equal("s3", JournalDriver.Text((await driver.Load("a")).Snapshot!.Value));
        Assert.Equal("s2", JournalDriver.Text((await journal.HistoryBefore(new("a"), 4, default))!.Snapshot!.Value));
    }

    [Fact]
    public async Task A_value_that_the_database_will_not_have_is_refused_for_good()
    {
        await using var journal = await PostgresJournal.Open(_store.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        var nul = driver.First("a", JournalDriver.Row("a", labels: new KeyValuePair<string, string>("k", "a\0b")));

        var refused = await Assert.ThrowsAsync<CommitRefusedException>(async () => await journal.Commit([driver.First("b"), nul], default));

        Assert.Equal(RejectedSlice.NotStorable, refused.Reason);
        Assert.Null(await journal.Load(new("b"), null, default));
        await driver.Commit(driver.First("c"));
    }

    [Fact]
    public async Task Events_of_many_parts_are_appended_and_read_apart()
    {
        await using var journal = await PostgresJournal.Open(_store.Options with { EventParts = 8 });
        var driver = new JournalDriver(journal);
        await driver.Claim();

        await driver.Commit([driver.Events("1", "2"), driver.Events("1") with { Part = 5 }, driver.Events("3")]);

        Assert.Equal([1, 2, 3], (await journal.ReadEvents(0, [], 0, 9, default)).Events.Select(e => e.N));
        Assert.Equal([1], (await journal.ReadEvents(5, [], 0, 9, default)).Events.Select(e => e.N));
        Assert.Equal([3, 0, 0, 0, 0, 1, 0, 0], (await journal.ReadImage(new(0), default)).EventTails);
    }

    [Fact]
    public async Task A_partition_is_made_when_its_turn_comes_and_dropped_when_nothing_is_left_in_it()
    {
        var end = JournalDriver.Start.AddDays(1);
        await using var journal = await PostgresJournal.Open(_store.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("a"), driver.First("b", facts: "1"));
        await driver.Commit(driver.Next("a", row: JournalDriver.Row("a", InstanceStatus.Completed) with { FinishedAt = end }));

        var far = driver.At(200_000, driver.Next("b", "2"));
        await driver.Commit(far);
        await driver.Commit(driver.At(200_001, driver.First("c")) with { Number = 200_001 });
        Assert.Equal("journal_0 journal_3", await Partitions());

        await driver.Commit(new ShardAction.Delete(200_002, new("a"), driver.NumberOf("a"), end));
        await CleanAll();
        Assert.Equal("journal_0 journal_3", await Partitions());
        Assert.Equal(["1", "2"], JournalDriver.Facts(await driver.Load("b")));

        await driver.Commit(driver.At(200_003, driver.Next("b", row: JournalDriver.Row("b", InstanceStatus.Completed) with { FinishedAt = end })));
        await driver.Commit(new ShardAction.Delete(200_004, new("b"), driver.NumberOf("b"), end));
        await CleanAll();
        Assert.Equal("journal_3", await Partitions());

        // A shard that was slow comes to its turn in the partition that is gone.
        var late = new JournalDriver(journal);
        Assert.IsType<CommitOutcome.Committed>(await journal.Commit([late.First(driver.Elsewhere("b"))], default));

        async Task CleanAll()
        {
            while (await journal.Clean(end, 100, default))
            {
            }
        }

        Task<string> Partitions() => _store.Scalar<string>("SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'journal'::regclass");
    }

    [Fact]
    public async Task A_read_that_takes_too_long_is_ended_in_words()
    {
        await using var journal = await PostgresJournal.Open(_store.Options with { ReadLimit = TimeSpan.FromMilliseconds(300) });
        await using var holder = await _store.Connect();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("LOCK TABLE instances IN ACCESS EXCLUSIVE MODE", holder))
        {
            await command.ExecuteNonQueryAsync();
        }

        var problem = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.List(new(), null, 9, default));
        await transaction.RollbackAsync();

        Assert.Matches("took too long|too long", problem.Message);
        Assert.Empty((await journal.List(new(), null, 9, default)).Items);
    }

    [Theory]
    [InlineData("SELECT 1 FROM instances WHERE shard = 1 AND wake_at IS NOT NULL AND (wake_at, n) > (0, 0) AND wake_at <= 9 ORDER BY wake_at, n LIMIT 9", "instances_wake")]
    [InlineData("SELECT n FROM instances WHERE pin = 1 AND (created_at, n) < (9, 9) ORDER BY created_at DESC, n DESC LIMIT 9", "instances_pin")]
    [InlineData("SELECT n FROM instances WHERE status = 1 AND (created_at, n) < (9, 9) ORDER BY created_at DESC, n DESC LIMIT 9", "instances_status")]
    [InlineData("SELECT 1 FROM labels WHERE key = 'a' AND value = 'b' AND (created_at, instance) < (9, 9) ORDER BY created_at DESC, instance DESC LIMIT 9", "labels_value")]
    [InlineData("SELECT 1 FROM events WHERE part = 0 AND key = 1 AND n > 1 ORDER BY n LIMIT 9", "events_of_key")]
    public async Task What_is_read_often_goes_by_an_index_and_sorts_nothing(string sql, string index)
    {
        await using var journal = await PostgresJournal.Open(_store.Options);
        await using var connection = await _store.Connect();
        await using var explain = new Npgsql.NpgsqlCommand($"SET enable_seqscan TO off; SET enable_bitmapscan TO off; EXPLAIN {sql}", connection);
        await using var reader = await explain.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Sort", StringComparison.Ordinal));
    }
}
