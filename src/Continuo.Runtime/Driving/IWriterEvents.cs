using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

/// <summary>Whom the writer tells what became of slices.</summary>
/// <remarks>Called by whoever runs the writer, one call at a time. Must not block or throw.</remarks>
internal interface IWriterEvents
{
    void Rejected(ShardAction slice, string reason, int shard, int epoch);

    void Durable(int shard, long pos, int epoch);

    void EventsAppended(AppendedEvents appended, int shard, int epoch);

    /// <summary>Somebody has fenced the writer. A node alone must stop; one among others goes on with those shards that are still its own.</summary>
    /// <returns>Whether the writer goes on.</returns>
    ValueTask<bool> Fenced(int writer, string why);

    /// <summary>Drop the shards of the writer, claim them again, adopt what is there. Slices of earlier epochs are void.</summary>
    ValueTask Reload(int writer, string why);

    /// <summary>The writer broke on something unforeseen: this node must stop.</summary>
    void Broken(string what, Exception exception);

    void Reachable(bool reachable, string why);

    ImmutableDictionary<ShardId, ImmutableArray<long>> EventMarks(int writer);

    /// <summary>A share of work is done: let the drivers have what it caused.</summary>
    void Written(bool writerIsIdle);
}
