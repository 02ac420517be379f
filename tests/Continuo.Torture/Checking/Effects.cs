using System.Text.Json;
using Continuo.Torture.Ledger;
using Continuo.Torture.Load;

namespace Continuo.Torture.Checking;

/// <summary>What was done in the world: each step once, under one key, in its order.</summary>
internal static class Effects
{
    public static IEnumerable<Violation> Of(Evidence evidence)
    {
        var calls = evidence.Calls.ToLookup(call => call.Instance);
        return [.. Keys(evidence), .. evidence.Instances.Values.Where(found => found is { HasEnded: true, Parent: null }).SelectMany(found => Of(found, Kinds.Named(found.Kind), [.. calls[found.Id]]))];
    }

    private static IEnumerable<Violation> Keys(Evidence evidence)
    {
        foreach (var call in evidence.Calls.Where(call => call.Key.Length == 0))
        {
            yield return new(call.Instance, $"'{call.Step}' came without a key");
        }

        foreach (var key in evidence.Calls.GroupBy(call => call.Key).Where(key => key.Select(call => call.Body).Distinct().Count() > 1))
        {
            yield return new(key.First().Instance, $"the key {key.Key} stood for different requests: {string.Join(" and ", key.Select(call => call.Body).Distinct())}");
        }

        foreach (var step in evidence.Calls.GroupBy(call => (call.Instance, call.Step)).Where(step => step.Select(call => call.Key).Distinct().Count() > 1))
        {
            yield return new(step.Key.Instance, $"'{step.Key.Step}' was done more than once, under the keys {string.Join(", ", step.Select(call => call.Key).Distinct())}");
        }
    }

    private static IEnumerable<Violation> Of(FinalInstance found, Kind kind, LedgerCall[] calls)
    {
        var first = calls.GroupBy(call => call.Step).ToDictionary(step => step.Key, step => step.First());
        foreach (var step in kind.Steps.Where(step => !first.ContainsKey(step)))
        {
            yield return new(found.Id, $"it ended, and its '{step}' was never done");
        }

        foreach (var step in first.Keys.Except(kind.Steps))
        {
            yield return new(found.Id, $"'{step}' was done, which is no step of it");
        }

        var order = kind.Then.Where(first.ContainsKey).Select(step => first[step]).ToArray();
        foreach (var (before, after) in order.Zip(order.Skip(1)).Where(pair => pair.First.Receipt > pair.Second.Receipt))
        {
            yield return new(found.Id, $"'{after.Step}' was done before '{before.Step}'");
        }

        if (kind.Last is { } last && first.TryGetValue(last, out var call) && Endings.ReceiptOf(found.Output) != call.Receipt)
        {
            yield return new(found.Id, $"its output is {found.Output}, and the ledger's receipt for '{last}' is {call.Receipt}");
        }

        foreach (var violation in Particular(found, first))
        {
            yield return violation;
        }
    }

    /// <summary>What holds for some kinds alone.</summary>
    private static IEnumerable<Violation> Particular(FinalInstance found, Dictionary<string, LedgerCall> first)
    {
        if (found.Kind == "signals" && first.TryGetValue("heard", out var heard) && !Numbers(heard).Order().SequenceEqual(Enumerable.Range(1, Kinds.Signals)))
        {
            yield return new(found.Id, $"of its events 1 to {Kinds.Signals} it took {string.Join(", ", Numbers(heard))}");
        }

        if (found.Kind == "pause" && first.TryGetValue("before", out var before) && first.TryGetValue("after", out var after) && after.At - before.At < PauseOf(found))
        {
            yield return new(found.Id, $"it rested {after.At - before.At}, and should have for {PauseOf(found)}");
        }

        foreach (var undo in first.Values.Where(call => call.Body.Contains("\"receipt\"", StringComparison.Ordinal)))
        {
            using var body = JsonDocument.Parse(undo.Body);
            var undone = undo.Step == "release" ? "hold" : undo.Step["undo-".Length..];
            if (first.TryGetValue(undone, out var done) && body.RootElement.GetProperty("receipt").GetInt64() != done.Receipt)
            {
                yield return new(found.Id, $"'{undo.Step}' undid receipt {body.RootElement.GetProperty("receipt")} and not {done.Receipt}");
            }
        }
    }

    private static int[] Numbers(LedgerCall heard)
    {
        using var body = JsonDocument.Parse(heard.Body);
        return [.. body.RootElement.GetProperty("numbers").EnumerateArray().Select(number => number.GetInt32())];
    }

    private static TimeSpan PauseOf(FinalInstance found)
    {
        using var started = JsonDocument.Parse(found.History[0].Text);
        return System.Xml.XmlConvert.ToTimeSpan(started.RootElement.GetProperty("input").GetProperty("pause").GetString()!);
    }
}
