using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>Every journal finds the instances that <see cref="ConditionMatching"/> says meet a condition, and no others.</summary>
public abstract class ConditionContract : StoreSuite
{
    private static readonly DateTimeOffset s_now = JournalDriver.Start.AddHours(10);
    private JournalDriver _driver = null!;

    private IInstanceQueries Queries => (IInstanceQueries)_driver.Journal;

    public static TheoryData<string> Texts =>
    [
        "status = faulted", "status != faulted", "status in (faulted, completed)", "not status = faulted and incident", "workflow = shop/orders", "workflow = orders", "workflow = shop/orders@2.0.0",
        "workflow in (orders, other)", "version = 2.0.0", "namespace = shop and name = orders", "name starts ord", "id = i1", "id in (i1, i3, nobody)", "id starts i", "id starts ''",
        "parent", "parent = i1", "not parent", "compensation = failed", "incident = true", "incident = false", "created < 2030-01-02T06:30:00Z", "age > 8h", "age <= 8h", "finished", "finished > 2030-01-02T08:00:00Z",
        "label.team = blue", "label.team", "label.team in (blue, red) and status = faulted", "not label.team = blue", "label.none",
        "input.customer = c7", "input.customer = 'c7' and status = faulted", "input.customer starts c", "input.customer", "input.total = 12.5", "input.total > 12", "input.total <= 12.5", "input.total = '12.5'", "input.paid = true", "input.paid = false",
        "error.type = 'https://x/timeout'", "error.status >= 500", "output.n in (1, 2)", "(status = faulted or status = completed) and (age > 1h or input.paid = true)", "not (input.total > 1 or label.team)",
    ];

    public override async ValueTask InitializeAsync() => _driver = await Claimed();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_list_gives_what_meets_the_condition(string text)
    {
        var rows = await Fill();
        var condition = Read(text);

        var found = await Queries.List(new InstanceFilter(Where: condition), null, 100, default);

        Assert.Equal(rows.Where(row => condition.Matches(row)).Select(row => row.Id.Text).Reverse(), found.Items.Select(row => row.Id.Text));
    }

    [Fact]
    public async Task Fields_come_with_the_row_and_change_with_it()
    {
        var row = JournalDriver.Row("a") with { Fields = [new("input.n", 1)] };
        await _driver.Commit(_driver.First("a", row));
        await _driver.Commit(_driver.Next("a", row: row with { Status = InstanceStatus.Faulted, Fields = [new("input.n", 1), new("error.status", 503)] }));
        await _driver.Commit(_driver.Next("a", row: row with { Status = InstanceStatus.Running, Fields = default }));
        Assert.Single((await Queries.List(new InstanceFilter(Where: Read("error.status = 503")), null, 10, default)).Items);

        await _driver.Commit(_driver.Next("a", row: row));

        Assert.Empty((await Queries.List(new InstanceFilter(Where: Read("error.status = 503")), null, 10, default)).Items);
        Assert.Equal("1", Assert.Single(Assert.Single((await Queries.List(new InstanceFilter(), null, 10, default)).Items).Fields).Value.ToString());
    }

    [Fact]
    public async Task Pages_of_a_condition_without_an_index_follow_each_other_and_miss_nothing()
    {
        await Fill();
        var found = new List<string>();

        for (string? cursor = null; ;)
        {
            var page = await Queries.List(new InstanceFilter(Where: Read("not status = completed or input.total > 0")), cursor, 2, default);
            found.AddRange(page.Items.Select(row => row.Id.Text));
            if ((cursor = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal(found.Distinct(), found);
        Assert.Equal((await Queries.List(new InstanceFilter(Where: Read("not status = completed or input.total > 0")), null, 100, default)).Items.Select(row => row.Id.Text), found);
    }

    private static InstanceCondition Read(string text)
    {
        var read = InstanceQueryText.Read(text, s_now);
        Assert.Empty(read.Problems);
        return read.Condition!;
    }

    private async Task<List<InstanceRow>> Fill()
    {
        var rows = new List<InstanceRow>
        {
            Row("i1", 1, InstanceStatus.Faulted, [new("team", "blue")], [new("input.customer", "c7"), new("input.total", 12.5), new("error.type", "https://x/timeout"), new("error.status", 408)]) with { Incident = true },
            Row("i2", 2, InstanceStatus.Completed, [new("team", "red")], [new("input.customer", "C7"), new("input.paid", true), new("output.n", 2)]),
            Row("i3", 3, InstanceStatus.Running, [], [new("input.customer", "7"), new("input.total", 13)]) with { Parent = new InstanceId("i1") },
            Row("i4", 4, InstanceStatus.Faulted, [new("team", "blue"), new("tier", "1")], [new("input.customer", 7), new("error.status", 503)]) with { Compensation = CompensationStatus.Failed, Incident = true },
            Row("j5", 5, InstanceStatus.Waiting, [], [new("input.paid", false), new("input.total", "12.5")]) with { Workflow = new("shop", "other"), Version = "2.0.0" },
            Row("j6", 6, InstanceStatus.Cancelled, [new("team", "green")], []) with { Version = "2.0.0" },
            Row("J7", 7, InstanceStatus.Suspended, [], [new("output.n", 1)]) with { Workflow = new("other", "orders") },
        };
        foreach (var row in rows)
        {
            await _driver.Commit(_driver.First(row.Id.Text, row));
        }

        return rows;
    }

    private static InstanceRow Row(string id, int hour, InstanceStatus status, ImmutableArray<KeyValuePair<string, string>> labels, ImmutableArray<KeyValuePair<string, JsonValue>> fields) =>
        JournalDriver.Row(id, labels: [.. labels]) with
        {
            Workflow = new("shop", "orders"),
            Status = status,
            CreatedAt = JournalDriver.Start.AddHours(hour),
            FinishedAt = status.IsFinal() ? JournalDriver.Start.AddHours(hour + 1) : null,
            Fields = fields,
        };
}
