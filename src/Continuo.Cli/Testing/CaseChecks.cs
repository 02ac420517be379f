using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Compares what a run came to with what a case expects.</summary>
internal static class CaseChecks
{
    public static IEnumerable<string> Of(Expectation expected, CaseFacts facts)
    {
        var (view, found) = (facts.View, new List<string>());
        if (view.Status.Word() != expected.Status)
        {
            var why = view.Error is { } error ? $": {error.ToJson()}" : view.Incident is { } incident ? $": {incident}" : "";
            found.Add($"status: expected {expected.Status}, found {view.Status.Word()}{why}");
        }
        else
        {
            Compare(found, "output", expected.Output, view.Output, partial: false);
            Compare(found, "output", expected.OutputIncludes, view.Output, partial: true);
            Compare(found, "error", expected.Error is { } members ? (JsonValue)members : (JsonValue?)null, view.Error?.ToJson() ?? JsonValue.Null, partial: true);
        }

        if (expected.Calls is { } calls)
        {
            Calls(found, calls, facts.Calls);
        }

        if (expected.Events is { } events)
        {
            Compare(found, "events", JsonArray.Own([.. events]), JsonArray.Own([.. facts.Emitted]), partial: true);
        }

        if (expected.Tasks is { } tasks)
        {
            Tasks(found, tasks, facts.Tasks);
        }

        if (expected.Elapsed is { } elapsed && elapsed != facts.Elapsed)
        {
            found.Add($"elapsed: expected {elapsed}, found {facts.Elapsed}");
        }

        return found;
    }

    private static void Compare(List<string> found, string what, JsonValue? expected, JsonValue actual, bool partial)
    {
        if (expected is not { } wanted)
        {
            return;
        }

        var differences = JsonDifference.Between(wanted, actual, partial);
        if (differences.Count > 0)
        {
            found.Add($"{what}{(partial ? " (in part)" : "")} differs:\n{string.Join('\n', differences)}");
        }
    }

    private static void Calls(List<string> found, ImmutableArray<ExpectedCall> expected, IReadOnlyList<CallMade> made)
    {
        for (var i = 0; i < Math.Max(expected.Length, made.Count); i++)
        {
            if (i >= made.Count)
            {
                found.Add($"calls/{i}: expected {expected[i].Of}, but there was no such call");
            }
            else if (i >= expected.Length)
            {
                found.Add($"calls/{i}: not expected, found {made[i]} (task {made[i].Pointer})");
            }
            else if (!made[i].Is(expected[i].Of))
            {
                found.Add($"calls/{i}: expected {expected[i].Of}, found {made[i]} (task {made[i].Pointer})");
            }
            else
            {
                var wanted = expected[i].Arguments;
                wanted = wanted["headers"].AsObject is { } headers ? wanted.With("headers", HttpRecord.Lower(headers)) : wanted;
                Compare(found, $"calls/{i} ({made[i]})", (JsonValue)wanted, made[i].Arguments, partial: true);
            }
        }
    }

    private static void Tasks(List<string> found, ImmutableArray<string> expected, ImmutableArray<string> ran)
    {
        ImmutableArray<string> shown = [.. ran.Select((pointer, i) => i < expected.Length && expected[i].StartsWith('/') ? pointer : EffectPattern.NameOf(pointer))];
        if (!shown.SequenceEqual(expected))
        {
            found.Add($"tasks: expected {string.Join(", ", expected)}\n         found {string.Join(", ", shown)}");
        }
    }
}
