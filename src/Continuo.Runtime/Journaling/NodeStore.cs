namespace Continuo.Runtime.Journaling;

/// <summary>A store in all its parts. A host that has one gives it to its node, in the place of a file of its own.</summary>
public sealed record NodeStore(IJournal Journal, IDefinitionStore Definitions, IInstanceQueries Queries, IRetention Retention, IRecordStore Records)
{
    /// <summary>A store that is one object.</summary>
    public static NodeStore Of<T>(T store)
        where T : class, IJournal, IDefinitionStore, IInstanceQueries, IRetention, IRecordStore => new(store, store, store, store, store);
}
