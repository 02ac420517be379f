namespace Continuo.Runtime.Journaling;

/// <summary>What a store is, and about how much there is in it.</summary>
/// <param name="Kind">Such as <c>sqlite</c>.</param>
/// <param name="Place">Where it is, for people.</param>
/// <param name="Format">The version of its form.</param>
/// <param name="IsNumberedByShard">Whether positions are unique within a shard only.</param>
public sealed record StoreHeading(string Kind, string Place, int Format, int Shards, int EventParts, bool IsNumberedByShard)
{
    public long Definitions { get; init; }

    public long Instances { get; init; }

    public long Commits { get; init; }

    public long Events { get; init; }
}
