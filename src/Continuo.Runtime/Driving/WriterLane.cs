using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

/// <summary>One writer with what belongs to it: the heads that its shards' rows lack, and when they are written back.</summary>
internal sealed class WriterLane : IDisposable
{
    private readonly IJournal _journal;
    private readonly IWriterEvents _events;

    public WriterLane(int number, NodeOptions options, ShardEpochs epochs, IWriterEvents events)
    {
        (Number, _journal, _events) = (number, options.Journal, events);
        Heads = new HeadLedger();
        Checkpoints = new Checkpoints(number, options.Journal.Shards, Heads, options.Time);
        Writer = new GroupCommit(number, options.Journal, events, Checkpoints, epochs, options.Time, options.Loggers);
    }

    public int Number { get; }

    public GroupCommit Writer { get; }

    public HeadLedger Heads { get; }

    public Checkpoints Checkpoints { get; }

    public void Dispose()
    {
        Writer.Dispose();
        Checkpoints.Dispose();
    }

    /// <summary>All that is left to write back, at the end of a clean stop.</summary>
    public ValueTask WriteBack() => Checkpoints.WriteAll(_journal, _events.EventMarks(Number), CancellationToken.None);

    /// <summary>What is left to write back of a shard that is given up. Called within the writer.</summary>
    public ValueTask WriteBack(ShardId shard, long mark, CancellationToken cancellation) => Checkpoints.WriteShard(_journal, shard, mark, cancellation);
}
