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

    private static IEnumerable<(long, int, string)> Places(IEnumerable<HistoryEntry> entries) => entries.Select(entry => (entry.Position, entry.Index, entry.Fact.Kind));

    private async Task<InstanceId> RunOne()
    {
        await using var node = new Node(new NodeOptions
        {
            Journal = _store,
            Definitions = _store,
            Queries = _store,
            Functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("add", (input, _) => new(input.Number + 1))]),
        });
        await node.Start(_cancellation);
        await node.Deploy(new Loaded("1.0.0", "seq", "  - a:\n      call: add\n  - b:\n      call: add\n  - c:\n      call: add").Definition, _cancellation);
        var result = await node.RunInstance(new("t", "seq"), null, 1, new(), TimeSpan.FromSeconds(20), _cancellation);
        return Assert.IsType<CommandResult.Viewed>(result).Instance.Id;
    }

    private sealed class CountedQueries(IInstanceQueries inner) : IInstanceQueries
    {
        public int Commits { get; private set; }

        public ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) => inner.List(filter, cursor, limit, cancellation);

        public ValueTask<ImmutableArray<InstanceChange>> Changes(long afterPos, int limit, CancellationToken cancellation) => inner.Changes(afterPos, limit, cancellation);

        public async ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation)
        {
            var commits = await inner.History(instance, afterPos, limit, cancellation);
            Commits += commits?.Length ?? 0;
            return commits;
        }
    }
}
