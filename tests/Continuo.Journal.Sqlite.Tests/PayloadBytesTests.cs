using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Testing.Journaling;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests;

public sealed class PayloadBytesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_payload_that_is_given_fifty_times_is_written_to_the_disk_once()
    {
        await using var journal = SqliteJournal.Open(_folder.Options);
        var driver = new JournalDriver(journal);
        await driver.Claim();
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        var payload = new Payload(PayloadHash.Of(bytes), bytes);
        var changes = new PayloadChanges([payload], [payload.Hash], []);
        await driver.Commit(driver.First("a") with { Payloads = changes });

        for (var i = 0; i < 49; i++)
        {
            await driver.Commit(driver.Next("a") with { Payloads = changes });
        }

        // The WAL has every page that was written; it begins anew after 16 MB only.
        Assert.InRange(new FileInfo($"{_folder.Database}-wal").Length, 1 << 20, 3 << 20);
        Assert.Equal(payload.Hash, Assert.Single((await driver.Load("a")).Payloads).Hash);
    }
}
