using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Checking;
using Continuo.Testing.Journaling;
using Microsoft.Extensions.Time.Testing;
using SQLitePCL;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests.Transfer;

/// <summary>One fault is planted for each invariant, and found under its name.</summary>
public sealed class DoctorTests : IClassFixture<DoctorTests.Begun>, IDisposable
{
    private const string Listener = "(SELECT n FROM instances WHERE id = 'open')";

    private readonly TestFolder _folder = new();

    public static TheoryData<string, string> Faults => new()
    {
        { FindingCodes.ChainBroken, "DELETE FROM journal WHERE pos = (SELECT prev_pos FROM journal WHERE prev_pos > 0 LIMIT 1)" },
        { FindingCodes.ChainBroken, "UPDATE journal SET prev_pos = prev_pos - 1 WHERE pos = (SELECT max(pos) FROM journal WHERE prev_pos > 0)" },
        { FindingCodes.ChainBroken, "UPDATE journal SET seq = seq + 1 WHERE pos = (SELECT max(pos) FROM journal WHERE prev_pos > 0)" },
        { FindingCodes.CommitsLost, "DELETE FROM journal WHERE pos = (SELECT max(j.pos) FROM journal j JOIN instances i ON i.n = j.instance WHERE i.id = 'retry')" },
        { FindingCodes.NoCommits, "DELETE FROM journal WHERE instance = (SELECT n FROM instances WHERE id = 'done')" },
        { FindingCodes.CommitOfNobody, "DELETE FROM instances WHERE id = 'done'" },
        { FindingCodes.HeadHidden, "UPDATE instances SET head_pos = n WHERE id = 'retry'" },
        { FindingCodes.WrongShard, "UPDATE instances SET shard = (shard + 1) % 16 WHERE id = 'open'" },
        { FindingCodes.WrongShard, "UPDATE journal SET shard = (shard + 1) % 16 WHERE pos = (SELECT max(pos) FROM journal)" },
        { FindingCodes.FactsUnreadable, "UPDATE journal SET facts = x'ff' WHERE pos = (SELECT max(pos) FROM journal)" },
        { FindingCodes.NewerFacts, "UPDATE journal SET facts = x'007f' WHERE pos = (SELECT max(pos) FROM journal)" },
        { FindingCodes.SnapshotUnreadable, "UPDATE snapshots SET bytes = x'01'" },
        { FindingCodes.SnapshotDiffers, "UPDATE snapshots SET bytes = (SELECT bytes FROM snapshots s WHERE s.instance <> snapshots.instance LIMIT 1), payloads = NULL WHERE instance = (SELECT max(instance) FROM snapshots)" },
        { FindingCodes.SnapshotOfNothing, "UPDATE snapshots SET pos = 999999 WHERE instance = (SELECT max(instance) FROM snapshots)" },
        { FindingCodes.PayloadMissing, "DELETE FROM payloads" },
        { FindingCodes.PayloadChanged, "UPDATE payloads SET bytes = bytes || x'00'" },
        { FindingCodes.RowDiffers, "UPDATE instances SET status = 5 WHERE id = 'open'" },
        { FindingCodes.RowDiffers, "UPDATE instances SET finished_at = 1 WHERE id = 'open'" },
        { FindingCodes.RowDiffers, "UPDATE instances SET incident = 1 WHERE id = 'done'" },
        { FindingCodes.WakeDiffers, "UPDATE instances SET wake_at = NULL WHERE id = 'sleeper'" },
        { FindingCodes.WakeDiffers, "UPDATE instances SET wake_at = wake_at + 1 WHERE id = 'sleeper'" },
        { FindingCodes.LabelsDiffer, "DELETE FROM labels" },
        { FindingCodes.SubscriptionMissing, $"DELETE FROM subscriptions WHERE instance = {Listener}" },
        { FindingCodes.SubscriptionDiffers, $"UPDATE subscriptions SET keys = x'0102030405060708' WHERE instance = {Listener}" },
        { FindingCodes.SubscriptionDiffers, $"UPDATE subscriptions SET since = since + 1000 WHERE instance = {Listener}" },
        { FindingCodes.SubscriptionLeft, $"INSERT INTO subscriptions SELECT shard, instance, 99, keys, since, pokes FROM subscriptions WHERE instance = {Listener}" },
        { FindingCodes.SubscriptionOfNobody, "INSERT INTO subscriptions VALUES(0, 999999, 1, x'0102030405060708', 0, NULL)" },
        { FindingCodes.ParentMissing, "UPDATE instances SET id = 'nobody' WHERE id = 'parent'" },
        { FindingCodes.DefinitionMissing, "DELETE FROM definitions WHERE name = 'open'" },
        { FindingCodes.DefinitionChanged, "UPDATE definitions SET source = replace(source, 'hours: 1', 'hours: 2') WHERE name = 'sleeper'" },
        { FindingCodes.DefinitionUnreadable, "UPDATE definitions SET source = 'nothing' WHERE name = 'sleeper'" },
        { FindingCodes.EventTwice, "INSERT INTO events SELECT place + 1, same, source, id, type, key, at, body FROM events WHERE place = (SELECT max(place) FROM events)" },
        { FindingCodes.EventsMissing, "INSERT INTO events SELECT place + 2, same + 1, source, 'another', type, key, at, cast(replace(cast(body AS TEXT), '\"id\":\"1\"', '\"id\":\"9\"') AS BLOB) FROM events WHERE place = (SELECT max(place) FROM events)" },
        { FindingCodes.EventMarkBeyond, "UPDATE shards SET event_marks = '77' WHERE shard = 3" },
        { FindingCodes.EventMarkBeyond, "DELETE FROM events" },
        { FindingCodes.ShardMissing, "DELETE FROM shards WHERE shard = 2" },
        { FindingCodes.TwoWriters, "INSERT INTO writers(node, pid, claimed_at, fenced) VALUES('x', 1, 1, 0)" },
        { FindingCodes.WriterUnknown, "UPDATE shards SET writer = 999 WHERE shard = 2" },
        { FindingCodes.FieldsDiffer, "INSERT INTO fields SELECT n, 'x', 'y' FROM instances WHERE id = 'open'" },
        { FindingCodes.RowOfNobody, "INSERT INTO fields VALUES(999999, 'x', 'y')" },
        { FindingCodes.RowOfNobody, "INSERT INTO labels VALUES(999999, 'a', 'b')" },
        { FindingCodes.RowOfNobody, "INSERT INTO snapshots(instance, pos, bytes) VALUES(999999, 1, x'01')" },
        { FindingCodes.RowOfNobody, "INSERT INTO payloads VALUES(999999, x'00', x'01')" },
        { FindingCodes.RowOfNobody, "INSERT INTO past_snapshots(pos, bytes) VALUES(999999, x'01')" },
        { FindingCodes.RowDiffers, "UPDATE instances SET pin = 999 WHERE id = 'done'" },
        { FindingCodes.PageDamaged, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'labels_value') WHERE name = 'instances_wake'" },
    };

    public DoctorTests(Begun begun) => File.Copy(begun.Folder.Database, _folder.Database);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_that_was_left_in_order_is_sound()
    {
        var report = await Check();

        Assert.Empty(report.Findings);
        Assert.True(report.Content.Snapshots > 0);
        Assert.True(report.Content.Events > 0);
        Assert.True(report.Content.Subscriptions > 0);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_planted_fault_is_found(string code, string sql)
    {
        using (var database = Database.Open(_folder.Database, raw.SQLITE_OPEN_READWRITE, TimeSpan.Zero))
        {
            database.Execute(sql);
        }

        var report = await Check();

        var found = report.Findings.FirstOrDefault(finding => finding.Code == code);
        Assert.True(found is not null, string.Join('\n', report.Findings));
        Assert.NotEmpty(found.What);
        Assert.NotEmpty(found.Remedy);
    }

    [Fact]
    public async Task A_clock_that_ran_back_is_noticed()
    {
        await using var store = SqliteImage.Open(_folder.Path, TimeProvider.System);

        var report = await new StoreDoctor(new FakeTimeProvider(MiddleOfEverything.Start.AddDays(-1))).Check(store, default);

        Assert.Contains(report.Findings, finding => finding.Code == FindingCodes.ClockBehind);
        Assert.True(report.IsSound);
    }

    private async Task<StoreReport> Check()
    {
        await using var store = SqliteImage.Open(_folder.Path, TimeProvider.System);
        return await new StoreDoctor(new FakeTimeProvider(MiddleOfEverything.Start.AddHours(1))).Check(store, default);
    }

    /// <summary>One store for all, to be copied.</summary>
    public sealed class Begun : IAsyncLifetime
    {
        internal TestFolder Folder { get; } = new();

        public async ValueTask InitializeAsync() => await MiddleOfEverything.Begin(SqliteJournal.Open(Folder.Options));

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
