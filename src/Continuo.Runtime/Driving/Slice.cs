using Continuo.Engine.Shards;

namespace Continuo.Runtime.Driving;

/// <summary>An append of one incarnation of a shard, on its way to the journal.</summary>
internal readonly record struct Slice(ShardAction Action, int Shard, int Epoch)
{
    public long Pos => Action switch
    {
        ShardAction.Append append => append.Pos,
        ShardAction.AppendEvents events => events.Pos,
        ShardAction.Delete delete => delete.Pos,
        ShardAction.Care care => care.Pos,
        ShardAction.Park park => park.Pos,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public long Bytes => Action switch
    {
        ShardAction.Append append => append.Facts.Length + (append.Snapshot?.Length ?? 0) + (append.Payloads?.New.Sum(payload => (long)payload.Bytes.Length) ?? 0),
        ShardAction.AppendEvents events => events.Events.Length * 512L,
        ShardAction.Delete or ShardAction.Care or ShardAction.Park => 512,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static ShardId ShardOf(ShardAction action, int shards) => action switch
    {
        ShardAction.Append append => ShardId.Of(append.Instance, shards),
        ShardAction.AppendEvents events => new(events.Part % shards),
        ShardAction.Delete delete => ShardId.Of(delete.Instance, shards),
        ShardAction.Care care => care.Shard,
        ShardAction.Park park => ShardId.Of(park.Instance, shards),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
