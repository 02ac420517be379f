using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Journaling;

/// <summary>What several <see cref="MemoryJournal"/> handles open: it outlives them, as a file outlives the processes that write to it.</summary>
public sealed class MemoryStore(int shards = 16, int eventParts = 1)
{
    internal Lock Gate { get; } = new();

    internal int Shards { get; } = shards;

    /// <summary>Writers of each handle.</summary>
    public int Writers { get; init; } = 1;

    public PositionScope Positions { get; init; }

    /// <summary>An event that was deleted leaves its place empty.</summary>
    internal List<Event?>[] Parts { get; } = [.. Enumerable.Range(0, eventParts).Select(_ => new List<Event?>())];

    internal Dictionary<InstanceId, Instance> ById { get; } = [];

    /// <summary>By the order in which they were first stored.</summary>
    internal SortedDictionary<long, Instance> ByOrder { get; } = [];

    internal Dictionary<DefinitionHash, StoredDefinition> Definitions { get; } = [];

    internal Dictionary<(WorkflowName Name, string Version), DefinitionHash> Versions { get; } = [];

    internal Dictionary<ShardId, ImmutableArray<long>> EventMarks { get; } = [];

    internal Dictionary<ShardId, (long Pos, DateTimeOffset At)> Newest { get; } = [];

    internal Dictionary<(string Kind, string Key), byte[]> Records { get; } = [];

    internal Dictionary<ShardId, (int Adoptions, Suspect? Suspect)> Care { get; } = [];

    /// <summary>Positions that are taken; the shard is nobody's where all shards share one sequence.</summary>
    internal HashSet<(int Shard, long Pos)> Taken { get; } = [];

    internal long NewestPos { get; set; }

    internal long Orders { get; set; }

    /// <summary>One entry for each incarnation of a writer, the first is number one; never removed.</summary>
    internal List<WriterRow> WriterRows { get; } = [];

    internal Dictionary<ShardId, (long Writer, long Epoch)> Owners { get; } = [];

    internal ShardId ShardOf(InstanceId instance) => ShardId.Of(instance, Shards);

    internal sealed record Commit(long Pos, DateTimeOffset At, byte[] Facts, ImmutableArray<PayloadHash> Payloads);

    internal sealed record Event(string Source, string Id, EventKey Key, DateTimeOffset At, JsonValue Body);

    internal sealed class WriterRow(string node, object handle)
    {
        public string Node { get; } = node;

        public object Handle { get; } = handle;

        /// <summary>By whom; null while it may write.</summary>
        public string? FencedBy { get; set; }
    }

    internal sealed class Instance(InstanceRow row, long order)
    {
        public long Order { get; } = order;

        public InstanceRow Row { get; set; } = row;

        public List<Commit> Commits { get; } = [];

        public (long Pos, byte[] Bytes, ImmutableArray<PayloadHash> Payloads)? Snapshot { get; set; }

        public Dictionary<PayloadHash, Payload> Payloads { get; } = [];

        /// <summary>Every snapshot, by position.</summary>
        public SortedDictionary<long, (long Pos, byte[] Bytes, ImmutableArray<PayloadHash> Payloads)> Snapshots { get; } = [];

        public SortedDictionary<int, Subscription> Subscriptions { get; } = [];

        public long HeadPos => Commits[^1].Pos;

        public ImmutableArray<Payload> Find(IEnumerable<PayloadHash> hashes) => [.. hashes.Distinct().Select(hash => Payloads[hash])];
    }
}
