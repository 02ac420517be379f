using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>Lists, histories and definitions of every journal.</summary>
public abstract class StoreQueriesContract : StoreSuite
{
    private JournalDriver _driver = null!;

    private IDefinitionStore Definitions => (IDefinitionStore)_driver.Journal;

    private IInstanceQueries Queries => (IInstanceQueries)_driver.Journal;

    public override async ValueTask InitializeAsync() => _driver = await Claimed();

    [Fact]
    public async Task A_row_comes_back_as_its_newest_commit_wrote_it_with_the_labels_of_its_first()
    {
        var row = JournalDriver.Row("a", labels: [new("team", "blue"), new("tier", "1")]) with { Parent = new InstanceId("p/1"), Wake = WakeAt.Runnable };
        await _driver.Commit(_driver.First("a", row));
        var changed = row with { Status = InstanceStatus.Faulted, Compensation = CompensationStatus.Running, Incident = true, Wake = null, FinishedAt = JournalDriver.Start.AddDays(1) };
        await _driver.Commit(_driver.Next("a", row: changed));

        var found = Assert.Single((await List()).Items);

        Assert.Equal(changed with { Number = 1, HeadPos = 2, CreatedAt = JournalDriver.Start.AddTicks(1), Labels = default, Fields = default }, found with { Labels = default, Fields = default });
        Assert.Equal(row.Labels, found.Labels.OrderBy(l => l.Key));
    }

    [Fact]
    public async Task A_list_is_newest_first_and_its_pages_follow_each_other_while_new_ones_arrive()
    {
        await _driver.Commit([.. Enumerable.Range(1, 7).Select(i => _driver.First($"i{i}"))]);
        var ids = new List<string>();

        for (string? cursor = null; ;)
        {
            var page = await List(cursor: cursor, limit: 3);
            ids.AddRange(page.Items.Select(r => r.Id.Text));
            await _driver.Commit(_driver.First($"late{ids.Count}"));
            cursor = page.Next;
            if (cursor is null)
            {
                break;
            }
        }

        Assert.Equal(["i7", "i6", "i5", "i4", "i3", "i2", "i1"], ids);
    }

    [Fact]
    public async Task A_page_that_just_fits_is_the_last()
    {
        await _driver.Commit(_driver.First("a"), _driver.First("b"));

        Assert.Null((await List(limit: 2)).Next);
    }

    [Fact]
    public async Task A_cursor_of_something_else_is_a_format_error() =>
        await Assert.ThrowsAsync<FormatException>(async () => await List(cursor: "nonsense"));

    [Fact]
    public async Task Lists_filter_by_status_workflow_version_and_label_all_at_once()
    {
        var blue = new KeyValuePair<string, string>("team", "blue");
        await _driver.Commit(
            _driver.First("a", JournalDriver.Row("a", InstanceStatus.Faulted, labels: blue)),
            _driver.First("b", JournalDriver.Row("b", InstanceStatus.Faulted, version: "2.0.0", hash: "h2")),
            _driver.First("c", JournalDriver.Row("c", InstanceStatus.Completed, workflow: "refunds", hash: "h3", labels: blue)),
            _driver.First("d", JournalDriver.Row("d", InstanceStatus.Completed, labels: new KeyValuePair<string, string>("team", "red"))),
            _driver.First("e", JournalDriver.Row("e", InstanceStatus.Completed, hash: "h4")));

        Assert.Equal("b a", await Ids(new([InstanceStatus.Faulted])));
        Assert.Equal("e d b a", await Ids(new(Workflow: new("shop", "orders"))));
        Assert.Equal("e d a", await Ids(new(Workflow: new("shop", "orders"), Version: "1.0.0")));
        Assert.Equal("c a", await Ids(new(Labels: [blue])));
        Assert.Equal("a", await Ids(new([InstanceStatus.Faulted], new("shop", "orders"), "1.0.0", [blue])));
        Assert.Equal("e d", await Ids(new([InstanceStatus.Completed], new("shop", "orders"))));
        Assert.Equal("b", await Ids(new(Version: "2.0.0")));
        Assert.Equal("", await Ids(new(Workflow: new("shop", "unknown"))));
        Assert.Equal("", await Ids(new(Labels: [new("team", "green")])));
    }

    [Fact]
    public async Task Several_labels_must_all_match_and_several_statuses_any()
    {
        KeyValuePair<string, string> blue = new("team", "blue"), first = new("tier", "1"), second = new("tier", "2");
        await _driver.Commit(
            _driver.First("a", JournalDriver.Row("a", InstanceStatus.Faulted, labels: [blue, first])),
            _driver.First("b", JournalDriver.Row("b", InstanceStatus.Waiting, version: "2.0.0", hash: "h2", labels: [blue, second])),
            _driver.First("c", JournalDriver.Row("c", InstanceStatus.Completed, labels: [blue, first])),
            _driver.First("d", JournalDriver.Row("d", InstanceStatus.Stuck, labels: [first])));

        Assert.Equal("c a", await Ids(new(Labels: [blue, first])));
        Assert.Equal("c a", await Ids(new(Labels: [first, blue, blue])));
        Assert.Equal("", await Ids(new(Labels: [first, second])));
        Assert.Equal("d a", await Ids(new([InstanceStatus.Faulted, InstanceStatus.Stuck])));
        Assert.Equal("c b", await Ids(new([InstanceStatus.Waiting, InstanceStatus.Completed, InstanceStatus.Waiting])));
        Assert.Equal("c a", await Ids(new([InstanceStatus.Faulted, InstanceStatus.Completed, InstanceStatus.Stuck], new("shop", "orders"), "1.0.0", [blue, first])));
        Assert.Equal("b a", await Ids(new([InstanceStatus.Faulted, InstanceStatus.Waiting], new("shop", "orders"))));
    }

    [Fact]
    public async Task A_history_is_every_commit_in_order_also_those_that_a_snapshot_covers()
    {
        await _driver.Commit(_driver.First("a", facts: "1"), _driver.First("b"), _driver.Next("a", "2", snapshot: "s"), _driver.Next("a", "3"));

        var all = (await Queries.History(new("a"), 0, 100, default))!.Value;
        var later = (await Queries.History(new("a"), 3, 100, default))!.Value;

        Assert.Equal([(1, "1"), (3, "2"), (4, "3")], all.Select(c => (c.Pos, JournalDriver.Text(c.Facts))));
        Assert.Equal(JournalDriver.Start.AddSeconds(3), all[1].At);
        Assert.Equal([4], later.Select(c => c.Pos));
        Assert.Equal([1, 3], (await Queries.History(new("a"), 0, 2, default))!.Value.Select(c => c.Pos));
        await _driver.Commit(_driver.Next("a", "4"));
        Assert.Equal([4, 5], (await Queries.History(new("a"), 3, 2, default))!.Value.Select(c => c.Pos));
        Assert.Empty((await Queries.History(new("a"), 5, 2, default))!.Value);
        Assert.Null(await Queries.History(new("nobody"), 0, 100, default));
    }

    [Fact]
    public async Task Changes_are_the_commits_of_all_instances_after_a_position_in_order()
    {
        await _driver.Commit(_driver.First("a"), _driver.First("b"), _driver.Next("a"), _driver.Next("b"));

        Assert.Equal([(2, "b"), (3, "a")], (await Queries.Changes(Place(1), 2, default)).OrderBy(change => change.Pos).Select(change => (change.Pos, change.Instance.Text)));
        Assert.Equal([4], (await Queries.Changes(Place(3), 9, default)).Select(change => change.Pos));
        Assert.Empty(await Queries.Changes(Place(4), 9, default));

        // One place for all, or one for each shard.
        ImmutableArray<long> Place(long pos) => [.. Enumerable.Repeat(pos, _driver.Journal.Positions == PositionScope.Store ? 1 : _driver.Journal.Shards)];
    }

    [Fact]
    public async Task A_record_is_what_was_written_last_under_its_kind_and_key()
    {
        if (_driver.Journal is not IRecordStore records)
        {
            return;
        }

        await records.WriteRecord("mark", "a", new byte[] { 1 }, default);
        await records.WriteRecord("mark", "b", new byte[] { 2 }, default);
        await records.WriteRecord("mark", "a", new byte[] { 3, 4 }, default);

        Assert.Equal([3, 4], (await records.ReadRecord("mark", "a", default))!.Value.ToArray());
        Assert.Equal([2], (await records.ReadRecord("mark", "b", default))!.Value.ToArray());
        Assert.Null(await records.ReadRecord("other", "a", default));
    }

    [Fact]
    public async Task A_history_is_read_backwards_from_snapshot_to_snapshot()
    {
        await _driver.Commit(_driver.First("a", facts: "1"), _driver.First("b", facts: "b"), _driver.Next("a", "2", snapshot: "s2"), _driver.Next("b"), _driver.Next("a", "3"));
        await _driver.Commit(_driver.Next("a", "4", snapshot: "s4"), _driver.Next("a", "5", snapshot: "s5"), _driver.Next("a", "6"), _driver.Next("a", "7"));

        Assert.Equal(("s5", "6 7"), await Before(long.MaxValue));
        Assert.Equal(("s5", "6"), await Before(9));
        Assert.Equal(("s4", "5"), await Before(8));
        Assert.Equal(("s2", "3 4"), await Before(7));
        Assert.Equal(("s2", "3"), await Before(6));
        Assert.Equal(("", "1 2"), await Before(5));
        Assert.Equal(("", "1 2"), await Before(4));
        Assert.Equal(("", "1"), await Before(3));
        Assert.Equal(("", "1"), await Before(2));
        Assert.Equal(("", ""), await Before(1));
        Assert.Null(await Queries.HistoryBefore(new("nobody"), long.MaxValue, default));
    }

    [Fact]
    public async Task A_definition_is_found_by_hash_and_name_with_the_source_as_given()
    {
        var definition = Definition("h1", source: "do: # a comment\n");
        Assert.Equal(DeployOutcome.Created, await Definitions.Deploy(definition, default));
        Assert.Equal(DeployOutcome.Created, await Definitions.Deploy(Definition("h2", version: "2.0.0"), default));
        Assert.Equal(DeployOutcome.Created, await Definitions.Deploy(Definition("h3", name: "refunds"), default));

        Assert.Equal(definition, await Definitions.Find(new("h1"), default));
        Assert.Null(await Definitions.Find(new("h9"), default));
        Assert.Equal(["h1", "h2"], (await Definitions.List(new("shop", "orders"), default)).Select(d => d.Hash.Hex).Order());
        Assert.Equal(3, (await Definitions.List(null, default)).Length);
    }

    [Fact]
    public async Task A_definition_is_kept_with_the_documents_that_it_needs()
    {
        ExternalDocument[] documents = [new("fn/f.yaml", "set: {a: \"ä\"}\n"), new("https://h/s.json", "{\"type\":\"object\"}")];
        await Definitions.Deploy(Definition("h1") with { Documents = [.. documents] }, default);

        Assert.Equal(documents, (await Definitions.Find(new("h1"), default))!.Documents);
        Assert.Equal(documents, Assert.Single(await Definitions.List(null, default)).Documents);
    }

    [Fact]
    public async Task The_same_content_again_changes_nothing()
    {
        await Definitions.Deploy(Definition("h1", source: "first"), default);

        Assert.Equal(DeployOutcome.Unchanged, await Definitions.Deploy(Definition("h1", source: "second") with { CreatedAt = JournalDriver.Start.AddDays(9) }, default));
        Assert.Equal(Definition("h1", source: "first"), await Definitions.Find(new("h1"), default));
    }

    [Fact]
    public async Task Other_content_replaces_a_version_that_nobody_runs_and_the_old_stays_findable_by_hash()
    {
        await Definitions.Deploy(Definition("h1"), default);

        Assert.Equal(DeployOutcome.Replaced, await Definitions.Deploy(Definition("h2"), default));
        Assert.Equal(["h2"], (await Definitions.List(new("shop", "orders"), default)).Select(d => d.Hash.Hex));
        Assert.NotNull(await Definitions.Find(new("h1"), default));
        Assert.Equal(DeployOutcome.Replaced, await Definitions.Deploy(Definition("h1"), default));
        Assert.Equal(["h1"], (await Definitions.List(new("shop", "orders"), default)).Select(d => d.Hash.Hex));
    }

    [Fact]
    public async Task A_version_that_an_instance_runs_on_is_pinned()
    {
        await Definitions.Deploy(Definition("h1"), default);
        await _driver.Commit(_driver.First("a", JournalDriver.Row("a", hash: "h1")));

        Assert.Equal(DeployOutcome.Pinned, await Definitions.Deploy(Definition("h2"), default));
        Assert.Equal(DeployOutcome.Unchanged, await Definitions.Deploy(Definition("h1"), default));
        Assert.Equal(DeployOutcome.Created, await Definitions.Deploy(Definition("h2", version: "2.0.0"), default));
        Assert.Equal(2, (await Definitions.List(new("shop", "orders"), default)).Length);
    }

    private async Task<(string Snapshot, string Commits)> Before(long place)
    {
        var chunk = (await Queries.HistoryBefore(new("a"), place, default))!;
        return (chunk.Snapshot is { } snapshot ? JournalDriver.Text(snapshot) : "", string.Join(' ', chunk.Commits.Select(commit => JournalDriver.Text(commit.Facts))));
    }

    private static StoredDefinition Definition(string hash, string name = "orders", string version = "1.0.0", string source = "do:") =>
        new(new(hash), new("shop", name), version, source, JournalDriver.Start);

    private async Task<InstancePage> List(InstanceFilter? filter = null, string? cursor = null, int limit = 100) =>
        await Queries.List(filter ?? new(), cursor, limit, default);

    private async Task<string> Ids(InstanceFilter filter) => string.Join(' ', (await List(filter)).Items.Select(r => r.Id.Text));
}
