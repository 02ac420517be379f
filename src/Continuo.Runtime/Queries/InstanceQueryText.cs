using System.Collections.Immutable;

namespace Continuo.Runtime.Queries;

/// <summary>A query as somebody wrote it.</summary>
/// <param name="Condition">What it means; null when there are problems.</param>
/// <param name="Problems">All of them, in the order of the text.</param>
public sealed record InstanceQueryText(InstanceCondition? Condition, ImmutableArray<QueryProblem> Problems)
{
    /// <summary>Longer queries are refused.</summary>
    public const int MostCharacters = 4_000;

    /// <param name="text">Such as <c>status = faulted and workflow = shop/order and age &gt; 2h</c>.</param>
    /// <param name="now">What ages count from.</param>
    public static InstanceQueryText Read(string text, DateTimeOffset now) =>
        text.Length > MostCharacters
            ? new(null, [new(MostCharacters, $"The query has {text.Length} characters; at most {MostCharacters} are read.")])
            : new QueryReader(text, now).Read();

    /// <summary>Conditions that no index serves: instances are looked at one by one for them, a bounded number for each page.</summary>
    public static ImmutableArray<string> Unindexed(InstanceCondition condition) => QueryIndexes.Unindexed(condition);
}
