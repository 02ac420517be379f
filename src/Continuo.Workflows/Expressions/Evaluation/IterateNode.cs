using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary><c>.[]</c>. A quiet one gives nothing where the other fails.</summary>
internal sealed class IterateNode(bool isQuiet) : Node
{
    public override bool Run(Machine machine, Env env, JsonValue input, PathTo? path, Sink sink)
    {
        if (path is { IsNone: true })
        {
            throw new JqException($"Invalid path expression near attempt to iterate through {JqText.Cut(input)}");
        }

        if (input.AsArray is { } array)
        {
            for (var i = 0; i < array.Count; i++)
            {
                machine.Step();
                if (!sink.Emit(array.Span[i], path?.Add(i)))
                {
                    return false;
                }
            }

            return true;
        }

        if (input.AsObject is { } members)
        {
            return RunMembers(machine, members, path, sink);
        }

        if (isQuiet && !input.IsSymbolic)
        {
            return true;
        }

        machine.At = Offset;
        Secrets.Refuse(input, "iterate over it");
        throw Access.CannotIterate(input);
    }

    public override bool IsUpdatable => true;

    public override bool TryUpdate(Machine machine, Env env, JsonValue input, Updater updater, out JsonValue result)
    {
        result = input;
        if (input.AsArray is { } array)
        {
            result = UpdateItems(machine, array, updater);
        }
        else if (input.AsObject is { } members)
        {
            result = UpdateMembers(machine, members, updater);
        }
        else if (!isQuiet || input.IsSymbolic)
        {
            machine.At = Offset;
            Secrets.Refuse(input, "iterate over it");
            throw Access.CannotIterate(input);
        }

        return true;
    }

    private static JsonValue UpdateItems(Machine machine, JsonArray array, Updater updater)
    {
        var start = machine.Buffered;
        var isSame = true;
        for (var i = 0; i < array.Count; i++)
        {
            machine.Step();
            var isKept = updater.Apply(array[i], out var updated);
            isSame &= isKept && updated.IsSameAs(array[i]);
            if (isKept)
            {
                machine.Buffer(updated);
            }
        }

        var changed = machine.TakeArray(start);
        return isSame ? array : changed;
    }

    private static JsonValue UpdateMembers(Machine machine, JsonObject members, Updater updater)
    {
        var values = members.Values.ToArray();
        var deleted = new List<string>();
        for (var i = 0; i < values.Length; i++)
        {
            machine.Step();
            if (!updater.Apply(values[i], out values[i]))
            {
                deleted.Add(members.Keys[i]);
            }
        }

        var changed = members.WithValues(values);
        foreach (var name in deleted)
        {
            machine.Walk(members.Count);
            changed = changed.Without(name);
        }

        return changed;
    }

    private static bool RunMembers(Machine machine, JsonObject members, PathTo? path, Sink sink)
    {
        for (var i = 0; i < members.Count; i++)
        {
            machine.Step();
            if (!sink.Emit(members.Values[i], path?.Add(members.Keys[i])))
            {
                return false;
            }
        }

        return true;
    }
}
