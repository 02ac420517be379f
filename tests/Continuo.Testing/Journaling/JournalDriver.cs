using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>Builds slices as a shard would, and commits them.</summary>
public sealed class JournalDriver(IJournal journal)
{
    public static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Dictionary<InstanceId, (long Number, long Seq, long Head)> _heads = [];
    private long _pos;

    public IJournal Journal { get; } = journal;

    public long LastPos => _pos;

    public async Task<long> Claim(string node = "a")
    {
        var newest = await Journal.Claim(node, default);
        _pos = Math.Max(_pos, newest);
        return newest;
    }

    /// <summary>Claims every shard, as far as nobody holds it.</summary>
    public async Task<long> ClaimFree(string node)
    {
        for (var writer = 0; writer < Journal.Writers; writer++)
        {
            var answer = await Journal.Claim(node, WholeStore.ShardsOf(Journal, writer), ClaimMode.Free, default);
            Assert.Empty(answer.Held);
            _pos = Math.Max(_pos, answer.Claimed.Max(shard => shard.Tail));
        }

        return _pos;
    }

    public static InstanceRow Row(
        string id,
        InstanceStatus status = InstanceStatus.Running,
        WakeAt? wake = null,
        string workflow = "orders",
        string version = "1.0.0",
        string hash = "h1",
        params KeyValuePair<string, string>[] labels) =>
        new(0, new(id), new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), new(hash), new("shop", workflow), version, status, CompensationStatus.None, false, null, wake, 0, Start, null, [.. labels]);

    /// <summary>The instance's first commit.</summary>
    public ShardAction.Append First(string id, InstanceRow? row = null, string facts = "started")
    {
        var pos = ++_pos;
        _heads[new(id)] = (pos, 1, pos);
        var first = row ?? Row(id);

        // Lists go by the time of the start where positions do not tell the order of all instances.
        return new(pos, new(id), pos, 1, 0, Bytes(facts), first with { Number = pos, HeadPos = pos, CreatedAt = first.CreatedAt == Start ? Start.AddTicks(pos) : first.CreatedAt }, null, null, Start.AddSeconds(pos));
    }

    /// <summary>Its next commit.</summary>
    public ShardAction.Append Next(string id, string facts = "went on", InstanceRow? row = null, string? snapshot = null, SubscriptionChanges? subscriptions = null)
    {
        var pos = ++_pos;
        var (number, seq, head) = _heads[new(id)];
        _heads[new(id)] = (number, seq + 1, pos);
        var bytes = snapshot is null ? (ReadOnlyMemory<byte>?)null : Bytes(snapshot);
        var changed = row is null ? null : row with { Number = number, HeadPos = pos, Labels = default };
        return new(pos, new(id), number, seq + 1, head, Bytes(facts), changed, bytes, subscriptions, Start.AddSeconds(pos));
    }

    /// <summary>The action at a position that was given earlier than those of others, and comes later.</summary>
    public long GivePosition() => ++_pos;

    public long NumberOf(string id) => _heads[new(id)].Number;

    public ShardAction.Append At(long pos, ShardAction.Append slice)
    {
        _heads[slice.Instance] = _heads[slice.Instance] with { Head = pos };
        return slice with { Pos = pos };
    }

    public ShardAction.AppendEvents Events(params string[] ids) => Events([.. ids.Select(id => Event(id))]);

    public ShardAction.AppendEvents Events(ImmutableArray<JsonValue> events) => new(++_pos, new(Guid.CreateVersion7(Start)), 0, events, Start.AddSeconds(_pos));

    public static JsonValue Event(string id, string type = "paid", string source = "/shop") =>
        JsonObject.Of(("specversion", "1.0"), ("id", id), ("source", source), ("type", type));

    public async Task<CommitOutcome.Committed> Commit(params ShardAction[] batch) => Assert.IsType<CommitOutcome.Committed>(await Journal.Commit(batch, default));

    /// <summary>Writes back the head of one instance only.</summary>
    public async Task CheckpointOnly(string id) => await Journal.Checkpoint(
        _pos, new Dictionary<InstanceId, long> { [new(id)] = _heads[new(id)].Head }, new Dictionary<ShardId, ImmutableArray<long>>(), default);

    public async Task Checkpoint(params (int Shard, long Mark)[] marks) => await Journal.Checkpoint(
        _pos,
        _heads.ToDictionary(h => h.Key, h => h.Value.Head),
        marks.ToDictionary(m => new ShardId(m.Shard), m => ImmutableArray.Create(m.Mark)),
        default);

    public async Task<StoredInstance> Load(string id, long? head = null)
    {
        var found = await Journal.Load(new(id), head, default);
        Assert.NotNull(found);
        return found;
    }

    /// <summary>An id in another shard than <paramref name="id"/> is.</summary>
    public string Elsewhere(string id) => Enumerable.Range(0, 1_000).Select(i => $"b{i}").First(other => ShardOf(other) != ShardOf(id));

    public ShardId ShardOf(string id) => ShardId.Of(new(id), Journal.Shards);

    public async Task<ShardImage> Image(string id) => await Journal.ReadImage(ShardOf(id), default);

    public static string[] Facts(StoredInstance found) => [.. found.Commits.Select(Text)];

    public static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
