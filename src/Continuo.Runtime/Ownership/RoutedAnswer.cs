using Continuo.Engine.Shards;

namespace Continuo.Runtime.Ownership;

/// <summary>What came of a command that was brought to another node.</summary>
public abstract record RoutedAnswer
{
    private RoutedAnswer()
    {
    }

    public sealed record Answered(CommandResult Result) : RoutedAnswer;

    /// <summary>That node has not the shard (yet, or any more), or there is none that has it. Nothing was done.</summary>
    public sealed record NotThere : RoutedAnswer;

    /// <summary>It may have been done or not: the node or the way to it was lost meanwhile.</summary>
    public sealed record Unclear(string Why) : RoutedAnswer;
}
