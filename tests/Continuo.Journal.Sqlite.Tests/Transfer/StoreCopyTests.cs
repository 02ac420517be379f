using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Checking;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;
using Xunit;

namespace Continuo.Journal.Sqlite.Tests.Transfer;

public sealed class StoreCopyTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _other = new();

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(16)]
    [InlineData(5)]
    [InlineData(1)]
    public async Task Instances_in_the_middle_of_everything_go_on_in_a_copy_as_in_the_store(int shards)
    {
        await MiddleOfEverything.Begin(SqliteJournal.Open(_folder.Options));

        await Copy(shards);
        var (original, copied) = (await Check(_folder), await Check(_other));
        var here = await MiddleOfEverything.GoOn(SqliteJournal.Open(_folder.Options));
        var there = await MiddleOfEverything.GoOn(SqliteJournal.Open(_other.Options));

        Assert.True(original.IsSound, string.Join('\n', original.Findings));
        Assert.True(copied.IsSound, string.Join('\n', copied.Findings));
        Assert.Equal(original.Content, copied.Content);
        Assert.Equal(shards, copied.Store.Shards);
        Assert.Equal(here.Ends, there.Ends);
        Assert.Equal(here.Keys, there.Keys);
        Assert.StartsWith("Faulted Completed", here.Ends["saga"], StringComparison.Ordinal);
        Assert.StartsWith("Faulted", here.Ends["once"], StringComparison.Ordinal);
        Assert.True((await Check(_folder)).IsSound);
        Assert.True((await Check(_other)).IsSound);
    }

    [Fact]
    public async Task A_copy_that_breaks_off_leaves_no_store()
    {
        await MiddleOfEverything.Begin(SqliteJournal.Open(_folder.Options));
        await using (var from = SqliteImage.Open(_folder.Path, TimeProvider.System))
        {
            await using var to = SqliteImport.Create(_other.Path, from.Heading, 4);
            using var ends = new CancellationTokenSource();
            var copy = new StoreCopy();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy.Run(new Ending(from, ends), to, ends.Token));
        }

        Assert.Throws<JournalUnavailableException>(() => SqliteImage.Open(_other.Path, TimeProvider.System));
        await Copy(4);
        Assert.True((await Check(_other)).IsSound);
    }

    [Fact]
    public async Task A_store_that_is_there_is_not_copied_over()
    {
        await MiddleOfEverything.Begin(SqliteJournal.Open(_folder.Options));
        await Copy(4);

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => Copy(4));

        Assert.Contains("already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_somebody_has_open_is_not_copied()
    {
        await using var journal = SqliteJournal.Open(_folder.Options with { UseLockFile = true });

        var refused = Assert.Throws<JournalUnavailableException>(() => SqliteImage.Open(_folder.Path, TimeProvider.System, alone: true));

        Assert.Contains("has this store open", refused.Message, StringComparison.Ordinal);
    }

    private async Task Copy(int shards)
    {
        await using var from = SqliteImage.Open(_folder.Path, TimeProvider.System, alone: true);
        await using var to = SqliteImport.Create(_other.Path, from.Heading, shards);
        await new StoreCopy().Run(from, to, default);
    }

    private static async Task<StoreReport> Check(TestFolder folder)
    {
        await using var store = SqliteImage.Open(folder.Path, TimeProvider.System);
        return await new StoreDoctor(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(MiddleOfEverything.Start.AddHours(4))).Check(store, default);
    }

    /// <summary>Breaks off in the middle of the commits.</summary>
    private sealed class Ending(IStoreExport store, CancellationTokenSource ends) : IStoreExport
    {
        public StoreHeading Heading => store.Heading;

        public async IAsyncEnumerable<StoreItem> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        {
            var commits = 0;
            await foreach (var item in store.Read(cancellation))
            {
                if (item is StoreItem.Commit && ++commits == 5)
                {
                    await ends.CancelAsync();
                }

                yield return item;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
