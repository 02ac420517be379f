using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>What <see cref="FactCodec.OperationsLevel"/> brought, in facts and at the end of snapshots.</summary>
internal static class OperationsCodec
{
    /// <summary>Nothing for a state that has none of it: its snapshot stays readable for older versions.</summary>
    public static void Write(FactWriter w, InstanceState state)
    {
        if (state is { Fields.IsEmpty: true, SuspendReason: null, Lineage: null })
        {
            // A level that was asked for by a payload alone has nothing here.
            return;
        }

        w.Needs(FactCodec.OperationsLevel);
        WriteFields(w, state.Fields);
        w.OptionalText(state.SuspendReason);
        w.Bool(state.Lineage is not null);
        if (state.Lineage is { } lineage)
        {
            w.Int(lineage.Count);
            w.ULong((uint)lineage.Steps.Count);
            foreach (var step in lineage.Steps)
            {
                w.Text(step.Definition.Hex);
                w.Text(step.Version);
                WriteTexts(w, step.Moves);
            }

            WriteNames(w, lineage.Places);
            WriteNames(w, lineage.Origins);
        }
    }

    public static void Read(ref FactReader r, InstanceState state)
    {
        state.Fields = ReadFields(ref r, state);
        state.SuspendReason = r.OptionalText();
        if (!r.Bool())
        {
            return;
        }

        var lineage = new Lineage { Count = r.Int() };
        for (var count = r.ULong(); count > 0; count--)
        {
            lineage.Steps.Add(new(new DefinitionHash(r.Text()), r.Text(), ReadTexts(ref r)));
        }

        lineage.Places = new(ReadNames(ref r).ToDictionary());
        lineage.Origins = new(ReadNames(ref r).ToDictionary());
        state.Lineage = lineage;
    }

    public static void WriteFields(FactWriter w, ImmutableArray<KeyValuePair<string, JsonValue>> fields)
    {
        w.ULong((uint)fields.Length);
        foreach (var (name, value) in fields)
        {
            w.Text(name);
            ValueCodec.Write(w, value, null);
        }
    }

    public static ImmutableArray<KeyValuePair<string, JsonValue>> ReadFields(ref FactReader r, InstanceState state) => FactDecoder.Bound(ref r, state);

    public static void Write(FactWriter w, MigrationRegisters registers)
    {
        w.Text(registers.Definition.Hex);
        w.Text(registers.Version);
        w.Text(registers.FromVersion);
        w.Bool(registers.IsUndo);
        WriteNumbers(w, registers.Nodes);
        WritePairs(w, registers.Counters);
        w.ULong((uint)registers.Plans.Length);
        foreach (var (frame, plan) in registers.Plans)
        {
            w.Int(frame);
            WriteNumbers(w, plan);
        }

        WritePairs(w, registers.Jumps);
        WriteNames(w, registers.Origins);
        WriteTexts(w, registers.Moves);
    }

    public static MigrationRegisters ReadRegisters(ref FactReader r, InstanceState state)
    {
        var (definition, version, from, isUndo) = (new DefinitionHash(r.Text()), r.Text(), r.Text(), r.Bool());
        var (nodes, counters) = (ReadNumbers(ref r), ReadPairs(ref r));
        var plans = ImmutableArray.CreateBuilder<KeyValuePair<int, ImmutableArray<int>>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            plans.Add(new(r.Int(), ReadNumbers(ref r)));
        }

        return new MigrationRegisters
        {
            Definition = definition,
            Version = version,
            FromVersion = from,
            IsUndo = isUndo,
            Nodes = nodes,
            Counters = counters,
            Plans = plans.ToImmutable(),
            Jumps = ReadPairs(ref r),
            Origins = ReadNames(ref r),
            Moves = ReadTexts(ref r),
        };
    }

    private static void WriteNumbers(FactWriter w, ImmutableArray<int> numbers)
    {
        w.ULong((uint)numbers.Length);
        foreach (var number in numbers)
        {
            w.Int(number);
        }
    }

    private static ImmutableArray<int> ReadNumbers(ref FactReader r)
    {
        var numbers = ImmutableArray.CreateBuilder<int>();
        for (var count = r.ULong(); count > 0; count--)
        {
            numbers.Add(r.Int());
        }

        return numbers.ToImmutable();
    }

    private static void WritePairs(FactWriter w, ImmutableArray<KeyValuePair<int, int>> pairs)
    {
        w.ULong((uint)pairs.Length);
        foreach (var (key, value) in pairs)
        {
            w.Int(key);
            w.Int(value);
        }
    }

    private static ImmutableArray<KeyValuePair<int, int>> ReadPairs(ref FactReader r)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<int, int>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            pairs.Add(new(r.Int(), r.Int()));
        }

        return pairs.ToImmutable();
    }

    private static void WriteNames(FactWriter w, IReadOnlyCollection<KeyValuePair<int, string>> names)
    {
        w.ULong((uint)names.Count);
        foreach (var (node, name) in names)
        {
            w.Int(node);
            w.Text(name);
        }
    }

    private static ImmutableArray<KeyValuePair<int, string>> ReadNames(ref FactReader r)
    {
        var names = ImmutableArray.CreateBuilder<KeyValuePair<int, string>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            names.Add(new(r.Int(), r.Text()));
        }

        return names.ToImmutable();
    }

    private static void WriteTexts(FactWriter w, ImmutableArray<KeyValuePair<string, string>> texts)
    {
        w.ULong((uint)texts.Length);
        foreach (var (from, to) in texts)
        {
            w.Text(from);
            w.Text(to);
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> ReadTexts(ref FactReader r)
    {
        var texts = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (var count = r.ULong(); count > 0; count--)
        {
            texts.Add(new(r.Text(), r.Text()));
        }

        return texts.ToImmutable();
    }
}
