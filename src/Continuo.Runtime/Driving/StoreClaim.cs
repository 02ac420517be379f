using System.Collections.Immutable;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

/// <summary>Fence, claim, read: the one way in which this process comes to its shards, at the start and after an unknown outcome.</summary>
internal sealed class StoreClaim(IJournal journal, Positions positions, string node)
{
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    public async Task<ImmutableArray<(ShardId Id, ShardImage Image)>> Take(CancellationToken cancellation)
    {
        // The read comes after the fence, so it sees every commit that was ever acknowledged.
        var claim = await journal.Claim(node, [.. Enumerable.Range(0, journal.Shards).Select(shard => new ShardId(shard))], ClaimMode.TakeOver, cancellation);
        positions.MoveTo(claim.Claimed.Max(shard => shard.Tail));
        var images = ImmutableArray.CreateBuilder<(ShardId, ShardImage)>(journal.Shards);
        for (var shard = 0; shard < journal.Shards; shard++)
        {
            images.Add((new(shard), await journal.ReadImage(new(shard), cancellation)));
        }

        return images.MoveToImmutable();
    }
}
