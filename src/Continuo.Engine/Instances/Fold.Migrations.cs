using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Another definition under a running instance, and the fields that lists ask for.</summary>
internal static partial class Fold
{
    private static void Index(InstanceState state, ImmutableArray<KeyValuePair<string, JsonValue>> fields)
    {
        var kept = state.Fields.Where(field => !fields.Any(newer => newer.Key == field.Key));
        state.Fields = [.. kept, .. fields];
    }

    private static void Migrate(InstanceState state, MigrationRegisters f)
    {
        Remember(state, f);
        foreach (var frame in state.Frames.Values)
        {
            frame.Node = f.Nodes[frame.Node];
            for (var i = 0; i < frame.Undo?.Count; i++)
            {
                frame.Undo[i] = frame.Undo[i] with { Node = f.Nodes[frame.Undo[i].Node] };
            }
        }

        foreach (var effect in state.Effects.Values.Where(effect => effect.Frame != 0))
        {
            effect.Node = f.Nodes[effect.Node];
        }

        var regenerated = state.Regenerated.Where(entry => f.Nodes[entry.Key.Node] >= 0).ToList();
        state.Regenerated.Clear();
        foreach (var (key, generation) in regenerated)
        {
            state.Regenerated[(f.Nodes[key.Node], key.Path, key.Generation)] = generation;
        }

        foreach (var (frame, counter) in f.Counters)
        {
            state.Frames[frame].Pc = counter;
        }

        foreach (var (frame, plan) in f.Plans)
        {
            state.Frames[frame].Items = JsonArray.Own([.. plan.Select(node => (JsonValue)node)]);
        }

        foreach (var (frame, ordinal) in f.Jumps)
        {
            state.Frames[frame].Next = new FlowTarget(FlowKind.Jump, ordinal);
        }

        state.Definition = f.Definition;
        state.Version = f.Version;
    }

    private static void Remember(InstanceState state, MigrationRegisters f)
    {
        var places = new SortedDictionary<int, string>();
        for (var old = 0; old < f.Nodes.Length; old++)
        {
            if (f.Nodes[old] >= 0)
            {
                places[f.Nodes[old]] = state.PlaceOf(old);
            }
        }

        var lineage = state.Lineage ??= new Lineage();
        lineage.Count++;
        lineage.Places = places;
        lineage.Origins = new(f.Origins.ToDictionary());
        if (f.IsUndo && lineage.Steps.Count > 0)
        {
            lineage.Steps.RemoveAt(lineage.Steps.Count - 1);
        }
        else
        {
            lineage.Steps.Add(new(state.Definition, state.Version, f.Moves));
            if (lineage.Steps.Count > Lineage.MostSteps)
            {
                lineage.Steps.RemoveAt(0);
            }
        }
    }
}
