using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

/// <summary>Shows the facts of an instance by folding its commits once more.</summary>
internal sealed class HistoryReader(IInstanceQueries queries, DefinitionCache definitions)
{
    public async Task<ImmutableArray<HistoryEntry>?> Read(InstanceId instance, CancellationToken cancellation)
    {
        if (await queries.History(instance, 0, cancellation) is not { } commits)
        {
            return null;
        }

        if (commits.IsEmpty)
        {
            return [];
        }

        // Only the first commit says which definition it is about, so it is folded twice.
        var first = new InstanceState(instance);
        FactCodec.Fold(first, commits[0].Facts.Span);
        var definition = await definitions.Find(first.Definition, cancellation)
            ?? throw new InvalidDataException($"The definition {first.Definition} of instance {instance} is not in the store.");

        var state = new InstanceState(instance);
        var entries = ImmutableArray.CreateBuilder<HistoryEntry>();
        var facts = new List<HistoryFact>();
        foreach (var commit in commits)
        {
            facts.Clear();
            FactCodec.Describe(state, definition, commit.Facts.Span, facts);
            entries.AddRange(facts.Select((fact, index) => new HistoryEntry(commit.Pos, index, fact)));
        }

        return entries.ToImmutable();
    }
}
