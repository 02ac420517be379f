using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Lifecycle;

namespace Continuo.Runtime.Journaling;

/// <summary>One thing that a store holds, without the form in which it holds it.</summary>
public abstract record StoreItem
{
    private StoreItem()
    {
    }

    /// <param name="CheckpointPos">Rows of instances tell everything up to here.</param>
    /// <param name="LastCommitAt">Shard time is never before it.</param>
    public sealed record ShardRow(ShardId Id, long CheckpointPos, DateTimeOffset LastCommitAt, ImmutableArray<long> EventMarks) : StoreItem;

    /// <param name="IsCurrent">Whether its name and version mean it now; one that was replaced or deleted stays for what runs on it.</param>
    public sealed record Definition(StoredDefinition Stored, bool IsCurrent) : StoreItem;

    /// <summary>The row of an instance, with its labels. Its head may lag behind the journal.</summary>
    /// <param name="Shard">Where the store has it.</param>
    public sealed record Instance(InstanceRow Row, ShardId Shard) : StoreItem;

    /// <param name="Number">The instance's.</param>
    /// <param name="Mentioned">What its facts refer to.</param>
    /// <param name="Payloads">Those of them that the store has.</param>
    public sealed record Commit(
        long Number,
        ShardId Shard,
        long Pos,
        long Seq,
        long PrevPos,
        DateTimeOffset At,
        ReadOnlyMemory<byte> Facts,
        ImmutableArray<PayloadHash> Mentioned,
        ImmutableArray<Payload> Payloads) : StoreItem;

    /// <summary>The state of an instance after the commit at a position; of several the last is the one that a load begins with.</summary>
    public sealed record Snapshot(long Number, long Pos, ReadOnlyMemory<byte> Bytes, ImmutableArray<PayloadHash> Mentioned, ImmutableArray<Payload> Payloads) : StoreItem;

    public sealed record Listener(long Number, Subscription Subscription) : StoreItem;

    public sealed record Event(int Part, StoredEvent Stored) : StoreItem;

    public sealed record Record(string Kind, string Key, ReadOnlyMemory<byte> Value) : StoreItem
    {
        /// <summary>As it is where positions are given anew: who was served up to a position is served from the first again, under the same ids.</summary>
        public Record Renumbered => Kind == SinkRunner.RecordKind ? this with { Value = new byte[sizeof(long)] } : this;
    }
}
