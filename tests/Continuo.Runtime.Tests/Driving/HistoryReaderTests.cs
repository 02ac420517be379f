using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Driving;

public sealed class HistoryReaderTests : IAsyncDisposable
{
    private readonly MemoryJournal _store = new();
    private readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Pages_of_any_size_are_together_the_whole_history_and_read_no_commit_twice()
    {
        var id = await RunOne();
        var all = (await new HistoryReader(_store, new DefinitionCache(_store)).ReadAll(id, _cancellation))!.Value;

        foreach (var limit in new[] { 1, 2, 3, 7, all.Length - 1, all.Length, all.Length + 1 })
        {
            var queries = new CountedQueries(_store);
            var reader = new HistoryReader(queries, new DefinitionCache(_store));
            var shown = new List<HistoryEntry>();
            HistoryPage page;
            do
            {
                var after = shown.Count == 0 ? default((long, int)?) : (shown[^1].Position, shown[^1].Index);
                page = (await reader.Read(id, after, limit, _cancellation))!;
                Assert.True(page.Entries.Length == limit || !page.More);
                shown.AddRange(page.Entries);
            }
            while (page.More);

            Assert.Equal(Places(all), Places(shown));
            Assert.Equal(all.Select(entry => entry.Position).Distinct().Count(), queries.Commits);
        }
    }

    [Fact]
    public async Task Who_begins_in_the_middle_without_having_read_what_is_before_sees_what_follows()
    {
        var id = await RunOne();
        var all = (await new HistoryReader(_store, new DefinitionCache(_store)).ReadAll(id, _cancellation))!.Value;
        var reader = new HistoryReader(_store, new DefinitionCache(_store));

        for (var i = 0; i < all.Length; i++)
        {
            var page = (await reader.Read(id, (all[i].Position, all[i].Index), 100, _cancellation))!;
            Assert.Equal(Places(all.Skip(i + 1)), Places(page.Entries));
        }

        Assert.Null(await reader.Read(new("nobody"), null, 1, _cancellation));
    }

    [Fact]
    public async Task Pages_from_the_end_are_together_the_whole_history_backwards()
    {
        var id = await RunOne(Loop(40));
        var all = (await new HistoryReader(_store, new DefinitionCache(_store)).ReadAll(id, _cancellation))!.Value;

        foreach (var limit in new[] { 1, 7, 100, all.Length - 1, all.Length, all.Length + 1 })
        {
            var reader = new HistoryReader(_store, new DefinitionCache(_store));
            var shown = new List<HistoryEntry>();
            HistoryPage page;
            do
            {
                page = (await reader.ReadBack(id, shown.Count == 0 ? null : (shown[^1].Position, shown[^1].Index), limit, _cancellation))!;
                Assert.True(page.Entries.Length == limit || !page.More);
                shown.AddRange(page.Entries);
            }
            while (page.More);

            Assert.Equal(Places(all.Reverse()), Places(shown));
            Assert.Equal(all.Reverse().Select(entry => entry.Fact.Data.ToString()), shown.Select(entry => entry.Fact.Data.ToString()));
        }

        Assert.Null(await new HistoryReader(_store, new DefinitionCache(_store)).ReadBack(new("nobody"), null, 1, _cancellation));
    }

    [Fact]
    public async Task The_newest_page_of_a_long_history_reads_no_more_commits_than_lie_between_two_snapshots()
    {
        var id = await RunOne(Loop(2_000));
        var queries = new CountedQueries(_store);

        var page = (await new HistoryReader(queries, new DefinitionCache(_store)).ReadBack(id, null, 100, _cancellation))!;
        var next = (await new HistoryReader(queries, new DefinitionCache(_store)).ReadBack(id, (page.Entries[^1].Position, page.Entries[^1].Index), 100, _cancellation))!;

        Assert.Equal((100, 100, true), (page.Entries.Length, next.Entries.Length, next.More));
        Assert.True((await _store.History(id, 0, int.MaxValue, _cancellation))!.Value.Length >= 2_000);
        Assert.InRange(queries.Commits, 1, 4 * 256);
    }

    private static string Loop(int times) => $"  - l:\n      for:\n        in: ${{ [range({times})] }}\n      do:\n        - a:\n            call: add\n            with: ${{ $item }}";

    private static IEnumerable<(long, int, string)> Places(IEnumerable<HistoryEntry> entries) => entries.Select(entry => (entry.Position, entry.Index, entry.Fact.Kind));

    private async Task<InstanceId> RunOne(string tasks = "  - a:\n      call: add\n  - b:\n      call: add\n  - c:\n      call: add")
    {
        await using var node = new Node(new NodeOptions
        {
            Journal = _store,
            Definitions = _store,
            Queries = _store,
            Functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("add", (input, _) => new(input.Number + 1))]),
        });
        await node.Start(_cancellation);
        await node.Deploy(new Loaded("1.0.0", "seq", tasks).Definition, _cancellation);
        var result = await node.RunInstance(new("t", "seq"), null, 1, new(), TimeSpan.FromSeconds(20), _cancellation);
        return Assert.IsType<CommandResult.Viewed>(result).Instance.Id;
    }

    private sealed class CountedQueries(IInstanceQueries inner) : IInstanceQueries
    {
        public int Commits { get; private set; }

        public ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) => inner.List(filter, cursor, limit, cancellation);

        public ValueTask<ImmutableArray<InstanceChange>> Changes(ImmutableArray<long> after, int limit, CancellationToken cancellation) => inner.Changes(after, limit, cancellation);

        public async ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation)
        {
            var commits = await inner.History(instance, afterPos, limit, cancellation);
            Commits += commits?.Length ?? 0;
            return commits;
        }

        public async ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation)
        {
            var chunk = await inner.HistoryBefore(instance, beforePos, cancellation);
            Commits += chunk?.Commits.Length ?? 0;
            return chunk;
        }
    }
}
