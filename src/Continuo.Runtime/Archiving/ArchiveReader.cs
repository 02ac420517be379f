using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Continuo.Engine.Instances;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Archiving;

/// <summary>Reads instances out of the store for the archive.</summary>
internal sealed class ArchiveReader(HistoryReader history)
{
    private const int Page = 500;

    public async IAsyncEnumerable<ArchivedInstance> Read(ImmutableArray<EndedInstance> ended, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var instance in ended)
        {
            // Deleted meanwhile, by a shard that heard of it before.
            if (await history.View(instance.Instance, cancellation) is { } view)
            {
                yield return new ArchivedInstance(view, History(instance.Instance, cancellation));
            }
        }
    }

    private async IAsyncEnumerable<HistoryEntry> History(InstanceId instance, [EnumeratorCancellation] CancellationToken cancellation)
    {
        (long, int)? after = null;
        while (await history.Read(instance, after, Page, cancellation) is { } page)
        {
            foreach (var entry in page.Entries)
            {
                yield return entry;
            }

            if (!page.More)
            {
                break;
            }

            after = (page.Entries[^1].Position, page.Entries[^1].Index);
        }
    }
}
