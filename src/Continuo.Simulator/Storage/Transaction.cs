using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;
using Continuo.Simulator.Nodes;

namespace Continuo.Simulator.Storage;

/// <summary>One transaction of a writer: a batch of commits, or a shard that is given up.</summary>
internal sealed class Transaction(long writer, ImmutableArray<SimSlice> batch, int? releases, Action<CommitAnswer> answer)
{
    public long Writer { get; } = writer;

    public ImmutableArray<SimSlice> Batch { get; } = batch;

    /// <summary>The shard that it gives up, as the last thing of its connection for it.</summary>
    public int? Releases { get; } = releases;

    /// <summary>Its backend was terminated: it ends without a trace, and nobody is told.</summary>
    public bool IsAborted { get; set; }

    /// <summary>Whether its COMMIT is a message of its own, so that it stays open while its node is paused.</summary>
    public Func<bool> IsHeldOpen { get; init; } = () => false;

    public void Answer(CommitAnswer with) => answer(with);
}

/// <summary>An appended action and the shard that appended it.</summary>
internal readonly record struct SimSlice(ShardAction Action, int Shard)
{
    public long Pos => Action switch
    {
        ShardAction.Append append => append.Pos,
        ShardAction.AppendEvents append => append.Pos,
        ShardAction.Care care => care.Pos,
        ShardAction.Park park => park.Pos,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>What a writer hears of its transaction.</summary>
internal abstract record CommitAnswer
{
    private CommitAnswer()
    {
    }

    public sealed record Committed(ImmutableArray<(SimSlice Slice, string Reason)> Rejected, ImmutableArray<PlacedEvents> Events) : CommitAnswer;

    public sealed record Fenced : CommitAnswer;

    /// <summary>The connection broke, and nobody knows when.</summary>
    public sealed record Unknown : CommitAnswer;

    /// <summary>The store cannot be reached: nothing was sent.</summary>
    public sealed record Unavailable : CommitAnswer;
}

internal sealed record PlacedEvents(SimSlice Slice, ImmutableArray<long> Places, ImmutableArray<EventKey> New, long Tail);
