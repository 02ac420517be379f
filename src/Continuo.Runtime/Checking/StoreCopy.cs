using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Checking;

/// <summary>Carries everything of a store into another, which is there only when all of it is.</summary>
public sealed class StoreCopy
{
    /// <summary>Told now and then how many items have passed.</summary>
    public Action<long>? Progress { get; init; }

    /// <returns>What was carried, to be compared with what is in the copy.</returns>
    /// <exception cref="JournalUnavailableException">One of the two cannot be used; there is no copy then.</exception>
    public async Task<StoreContent> Run(IStoreExport from, IStoreImport to, CancellationToken cancellation)
    {
        var sum = new ContentSum();
        var passed = 0L;
        await foreach (var item in from.Read(cancellation))
        {
            sum.Add(item);
            await to.Write(item, cancellation);
            if (++passed % 1_000 == 0)
            {
                Progress?.Invoke(passed);
            }
        }

        await to.Finish(cancellation);
        return sum.Content(0);
    }
}
