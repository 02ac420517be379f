using System.Collections.Immutable;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Continuo.Runtime.Tests.Driving;

public sealed class RetentionTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly ForgetfulStore _store = new();
    private readonly List<(ShardId Shard, ShardInput.Expired Input)> _told = [];
    private bool _isBusy;

    [Fact]
    public async Task What_ended_too_long_ago_is_told_to_its_shard_in_slices()
    {
        _store.Ended = [.. Enumerable.Range(0, 1_200).Select(i => new EndedInstance(new($"i{i}"), i + 1, _time.GetUtcNow() - TimeSpan.FromDays(7)))];
        var retention = Begin(new() { Store = _store });

        Assert.True(await retention.Step(CancellationToken.None));
        Assert.Equal(500, Told);
        Assert.True(await retention.Step(CancellationToken.None));
        Assert.False(await retention.Step(CancellationToken.None));

        Assert.Equal(1_200, Told);
        Assert.All(_told, told => Assert.All(told.Input.Instances, instance => Assert.Equal(told.Shard, ShardId.Of(instance.Instance, 4))));
        Assert.All(_told, told => Assert.Equal(_time.GetUtcNow() - TimeSpan.FromDays(7), told.Input.EndedThrough));
    }

    [Fact]
    public async Task What_is_kept_for_ever_is_not_looked_for()
    {
        _store.Ended = [new(new("a"), 1, DateTimeOffset.UnixEpoch)];
        var retention = Begin(new() { Store = _store, Instances = Timeout.InfiniteTimeSpan, Events = Timeout.InfiniteTimeSpan });

        Assert.False(await retention.Step(CancellationToken.None));

        Assert.Empty(_told);
        Assert.Equal([DateTimeOffset.MinValue], _store.Cleaned);
    }

    [Fact]
    public async Task It_looks_once_a_minute_and_goes_on_soon_while_there_is_more()
    {
        var retention = Begin(new() { Store = _store });
        retention.Start();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(_store.Cleaned);

        _store.HasMore = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(_store.Cleaned);
        _store.HasMore = false;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(2, _store.Cleaned.Count);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(2, _store.Cleaned.Count);
        await retention.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, _store.Cleaned.Count);
    }

    [Fact]
    public void It_waits_while_the_writer_is_busy_but_not_for_ever()
    {
        var retention = Begin(new() { Store = _store });
        retention.Start();
        _isBusy = true;

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_store.Cleaned);
        for (var i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Single(_store.Cleaned);
    }

    [Fact]
    public void A_store_that_fails_is_asked_again()
    {
        var retention = Begin(new() { Store = _store });
        retention.Start();
        _store.Fails = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        _store.Fails = false;

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(_store.Cleaned);
    }

    [Fact]
    public async Task A_node_forgets_what_ended_a_week_ago_and_starts_the_id_anew()
    {
        var journal = new MemoryJournal();
        await using var node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Time = _time,
            Retention = new() { Store = journal },
        });
        await node.Start(CancellationToken.None);
        await node.Deploy(new Loaded("1.0.0", "seq", "  - a:\n      set:\n        n: 1").Definition, CancellationToken.None);
        Assert.IsType<CommandResult.Viewed>(await node.RunInstance(new("t", "seq"), null, 1, new() { Id = new("a") }, TimeSpan.FromSeconds(20), CancellationToken.None));
        Assert.Single((await node.ListInstances(new(), null, 10, CancellationToken.None)).Items);

        while (!(await node.ListInstances(new(), null, 10, CancellationToken.None)).Items.IsEmpty)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        var again = await node.StartInstance(new("t", "seq"), null, 2, new() { Id = new("a") }, CancellationToken.None);
        Assert.False(Assert.IsType<CommandResult.Started>(again).Existed);
    }

    private int Told => _told.Sum(told => told.Input.Instances.Length);

    private Retention Begin(RetentionOptions options) => new(options, _time, NullLoggerFactory.Instance)
    {
        IsBusy = () => _isBusy,
        Tell = (shard, input) => _told.Add((shard, input)),
        Shards = 4,
    };

    private sealed class ForgetfulStore : IRetention
    {
        public ImmutableArray<EndedInstance> Ended { get; set; } = [];

        public bool HasMore { get; set; }

        public bool Fails { get; set; }

        public List<DateTimeOffset> Cleaned { get; } = [];

        public ValueTask<ImmutableArray<EndedInstance>> ReadEnded(DateTimeOffset through, EndedInstance? after, int limit, CancellationToken cancellation) =>
            Fails
                ? throw new JournalUnavailableException("It is away.")
                : ValueTask.FromResult(Ended.Where(ended => ended.At <= through && ended.Number > (after?.Number ?? 0)).Take(limit).ToImmutableArray());

        public ValueTask<bool> Clean(DateTimeOffset eventsThrough, int limit, CancellationToken cancellation)
        {
            Cleaned.Add(eventsThrough);
            return ValueTask.FromResult(HasMore);
        }
    }
}
