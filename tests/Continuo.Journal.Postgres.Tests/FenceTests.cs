using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Continuo.Testing.Postgres;
using Xunit;

namespace Continuo.Journal.Postgres.Tests;

public sealed class FenceTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.Create();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_fence_waits_for_a_commit_under_way_and_the_claim_sees_it()
    {
        await using var first = await Open("a");
        await using var second = await PostgresJournal.Open(_store.Options with { FencePatience = TimeSpan.FromMinutes(1) });
        await using var gate = await CommitGate.Close(_store);

        var commit = first.Journal.Commit([first.Driver.First("x", facts: "1")], default).AsTask();
        await gate.Reached();
        var claim = second.Claim("b", default).AsTask();
        await gate.FenceWaits();
        await gate.Open();

        Assert.IsType<CommitOutcome.Committed>(await commit);
        Assert.Equal(1, await claim);
        Assert.Equal(["1"], JournalDriver.Facts((await second.Load(new("x"), null, default))!));
        Assert.IsType<CommitOutcome.Fenced>(await first.Journal.Commit([first.Driver.First("y")], default));
    }

    [Fact]
    public async Task A_commit_that_does_not_end_is_ended_by_the_fence_and_never_becomes_visible()
    {
        await using var first = await Open("a");
        await using var second = await PostgresJournal.Open(_store.Options);
        await using var gate = await CommitGate.Close(_store);

        var commit = first.Journal.Commit([first.Driver.First("x")], default).AsTask();
        await gate.Reached();
        Assert.Equal(0, await second.Claim("b", default));
        await gate.Open();

        Assert.IsType<CommitOutcome.Unknown>(await commit);
        Assert.Null(await second.Load(new("x"), null, default));
        var driver = new JournalDriver(second);
        await driver.Commit(driver.First("x", facts: "the successor's"));
        Assert.Equal(["the successor's"], JournalDriver.Facts(await driver.Load("x")));
    }

    [Fact]
    public async Task A_zombie_that_was_stopped_inside_its_transaction_stores_nothing_when_it_wakes()
    {
        await using var first = await Open("a");
        await first.Driver.Commit(first.Driver.First("x", facts: "1"));
        var writer = await _store.Scalar<long>("SELECT max(id) FROM writers");

        // By hand, for what the journal itself sends is never left half said.
        await using var zombie = await _store.Connect();
        await Run($"UPDATE writers SET pid = a.pid, backend_start = a.backend_start FROM pg_stat_activity a WHERE id = {writer} AND a.pid = pg_backend_pid()");
        await Run($"BEGIN; SELECT guard({writer}); INSERT INTO journal(shard, pos, instance, seq, prev_pos, at, facts) VALUES(3, 99, 1, 1, 0, 0, '')");
        await using var second = await PostgresJournal.Open(_store.Options);
        await second.Claim("b", default);

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => Run("COMMIT"));
        Assert.Equal(0L, await _store.Scalar<long>("SELECT count(*) FROM journal WHERE pos = 99"));
        Assert.Equal(["1"], JournalDriver.Facts((await second.Load(new("x"), null, default))!));

        async Task Run(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, zombie);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_connection_that_is_killed_during_its_commit_leaves_it_unknown_until_the_shards_are_claimed_again()
    {
        await using var first = await Open("a");
        await first.Driver.Commit(first.Driver.First("w", facts: "1"));
        await using var gate = await CommitGate.Close(_store);

        var commit = first.Journal.Commit([first.Driver.First("x")], default).AsTask();
        await _store.Execute($"SELECT pg_terminate_backend({await gate.Reached()})");
        Assert.IsType<CommitOutcome.Unknown>(await commit);
        Assert.IsType<CommitOutcome.Unknown>(await first.Journal.Commit([first.Driver.First("y")], default));
        await gate.Open();

        Assert.Equal(1, await first.Journal.Claim("a", default));
        Assert.Null(await first.Journal.Load(new("x"), null, default));
        await first.Driver.Commit(first.Driver.Next("w", "2"));
        Assert.Equal(["1", "2"], JournalDriver.Facts(await first.Driver.Load("w")));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_unknown_and_found_by_the_next_claim()
    {
        await using var wire = new CutWire(_store.Server.Port);
        await using var journal = await PostgresJournal.Open(_store.Options with { Store = _store.Server.Url(port: wire.Port) });
        var driver = new JournalDriver(journal);
        await driver.Claim();
        await driver.Commit(driver.First("x", facts: "1"));

        wire.CutAtNextAnswer();
        Assert.IsType<CommitOutcome.Unknown>(await journal.Commit([driver.Next("x", "2")], default));

        Assert.Equal(2, await driver.Claim());
        Assert.Equal(2, (await driver.Image("x")).Heads[new("x")]);
        Assert.Equal(["1", "2"], JournalDriver.Facts(await driver.Load("x")));
        await driver.Commit(driver.Next("x", "3"));
    }

    [Fact]
    public async Task What_was_fenced_and_then_not_claimed_is_free_to_anyone()
    {
        await using var first = await Open("a");
        await _store.Execute("UPDATE writers SET fenced = true, fenced_by = 'one that died'");
        await using var second = await PostgresJournal.Open(_store.Options);

        Assert.All((await second.ReadOwnership(default)).Shards, shard => Assert.True(shard.IsFenced));
        await new JournalDriver(second).ClaimFree("b");

        var fenced = Assert.IsType<CommitOutcome.Fenced>(await first.Journal.Commit([first.Driver.First("x")], default));
        Assert.Contains("'one that died'", fenced.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taking_one_shard_over_frees_the_others_of_its_writer_and_leaves_other_writers_alone()
    {
        await using var first = await Open("a", writers: 2);
        await using var second = await PostgresJournal.Open(_store.Options with { Writers = 2 });

        var taken = await second.Claim("b", [new(4)], ClaimMode.TakeOver, default);
        var rest = await second.Claim("b", WholeStore.ShardsOf(second, 0), ClaimMode.Free, default);
        var others = await second.Claim("b", WholeStore.ShardsOf(second, 1), ClaimMode.Free, default);

        Assert.Equal([new(new ShardId(4), 0, 2)], taken.Claimed);
        Assert.Equal(8, rest.Claimed.Length);
        Assert.Empty(others.Claimed);
        Assert.IsType<CommitOutcome.Fenced>(await first.Journal.Commit(0, [InShard(first.Driver, 2)], default));
        Assert.IsType<CommitOutcome.Committed>(await first.Journal.Commit(1, [InShard(first.Driver, 3)], default));
    }

    [Fact]
    public async Task Two_that_take_over_from_each_other_again_and_again_never_both_store_and_lose_nothing()
    {
        await using var first = await PostgresJournal.Open(_store.Options);
        await using var second = await PostgresJournal.Open(_store.Options);
        var stored = new List<string>();
        var refused = new List<string>();
        for (var round = 0; round < 12; round++)
        {
            var outcomes = await Task.WhenAll(Round(first, $"a{round}"), Round(second, $"b{round}"));
            stored.AddRange(outcomes.Where(outcome => outcome.Stored).Select(outcome => outcome.Id));
            refused.AddRange(outcomes.Where(outcome => !outcome.Stored).Select(outcome => outcome.Id));
        }

        Assert.All(stored, id => Assert.NotNull(first.Load(new(id), null, default).AsTask().GetAwaiter().GetResult()));
        Assert.All(refused, id => Assert.Null(first.Load(new(id), null, default).AsTask().GetAwaiter().GetResult()));
        Assert.NotEmpty(stored);

        static async Task<(string Id, bool Stored)> Round(PostgresJournal journal, string id)
        {
            // Of two that fence one writer at once only one gets its shards.
            var answer = await journal.Claim(id, WholeStore.ShardsOf(journal, 0), ClaimMode.TakeOver, default);
            var driver = new JournalDriver(journal);
            while (driver.LastPos < answer.Claimed.Select(shard => shard.Tail).DefaultIfEmpty().Max())
            {
                driver.GivePosition();
            }

            return (id, answer.Held.IsEmpty && await journal.Commit([driver.First(id)], default) is CommitOutcome.Committed);
        }
    }

    [Fact]
    public async Task Two_commits_of_one_position_stop_the_writer()
    {
        await using var first = await Open("a");
        var slice = first.Driver.First("x");
        await first.Driver.Commit(slice);

        var twice = Assert.IsType<CommitOutcome.Fenced>(await first.Journal.Commit([first.Driver.First("y"), first.Driver.At(slice.Pos, first.Driver.Next("x"))], default));

        Assert.Contains("taken already", twice.Why, StringComparison.Ordinal);
        Assert.IsType<CommitOutcome.Fenced>(await first.Journal.Commit([first.Driver.First("z")], default));
        Assert.Null(await first.Journal.Load(new("y"), null, default));
    }

    [Fact]
    public async Task A_node_whose_clock_is_off_the_databases_claims_nothing()
    {
        await using var journal = await PostgresJournal.Open(_store.Options with { Clock = new ShiftedClock(TimeSpan.FromSeconds(7)) });

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.Claim("a", default));

        Assert.Contains("clock of this node is 7", refused.Message, StringComparison.Ordinal);
        Assert.All((await journal.ReadOwnership(default)).Shards, shard => Assert.Null(shard.Node));
    }

    private static ShardAction.Append InShard(JournalDriver driver, int shard) =>
        driver.First(Enumerable.Range(0, 1_000).Select(i => $"s{i}").First(id => driver.ShardOf(id).Number == shard));

    private async Task<Claimed> Open(string node, int writers = 1)
    {
        var journal = await PostgresJournal.Open(_store.Options with { Writers = writers });
        var driver = new JournalDriver(journal);
        await driver.Claim(node);
        return new(journal, driver);
    }

    private sealed record Claimed(PostgresJournal Journal, JournalDriver Driver) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Journal.DisposeAsync();
    }

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
