using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;

namespace Continuo.Engine.Interpretation;

/// <summary>What an event must have to concern a listener, where its correlations tell more than its type.</summary>
internal static partial class ListenerPokes
{
    private static readonly ConditionalWeakTable<RuntimeExpression, string> s_paths = [];

    /// <summary>Default when the type of an event is all that can be told.</summary>
    public static ImmutableArray<EventKey> Of(ListenTask task, Inbox inbox)
    {
        var pokes = ImmutableArray.CreateBuilder<EventKey>();
        var isNarrow = false;
        Collect(task.To, isUntil: false);
        if (task.To is EventStrategy.Any { UntilEvents: { } until })
        {
            Collect(until, isUntil: true);
        }

        return isNarrow ? pokes.ToImmutable() : default;

        void Collect(EventStrategy strategy, bool isUntil)
        {
            if (strategy.Filters.IsEmpty)
            {
                pokes.Add(EventKey.Any);
            }

            for (var i = 0; i < strategy.Filters.Length; i++)
            {
                var narrow = NarrowKeyOf(strategy.Filters[i], isUntil, i, inbox);
                isNarrow |= narrow is not null;
                pokes.Add(narrow ?? EventMatching.KeyOf(strategy.Filters[i]));
            }
        }
    }

    private static EventKey? NarrowKeyOf(EventFilter filter, bool isUntil, int index, Inbox inbox)
    {
        if (EventMatching.TypeOf(filter) is not { } type)
        {
            return null;
        }

        foreach (var correlation in filter.Correlate)
        {
            if (inbox.Bound.TryGetValue(EventMatching.BindingOf(correlation, isUntil, index), out var value)
                && s_paths.GetValue(correlation.From, PathOf) is { Length: > 0 } path
                && EventKeys.OfValue(type, path, value) is { } key)
            {
                return key;
            }
        }

        return null;
    }

    /// <summary>The path that an expression is; empty when it is more, or deeper than values have keys.</summary>
    private static string PathOf(RuntimeExpression expression) =>
        expression.Program is JqProgram && Path().Match(expression.Source) is { Success: true } match && match.Value.AsSpan().Count('.') <= EventKeys.Depth
            ? match.Value.Trim()
            : "";

    [GeneratedRegex(@"^\s*(?:\.[A-Za-z_][A-Za-z0-9_]*)+\s*$")]
    private static partial Regex Path();
}
