using System.Text.Json;
using Continuo.Torture.Load;

namespace Continuo.Torture.Checking;

/// <summary>Each instance has come to its one end.</summary>
internal static class Endings
{
    public static IEnumerable<Violation> Of(Evidence evidence) =>
        [.. evidence.Instances.Values.SelectMany(found => Of(found, Kinds.Named(found.Kind))), .. evidence.Instances.Values.SelectMany(found => Children(found, evidence))];

    private static IEnumerable<Violation> Of(FinalInstance found, Kind kind)
    {
        if (!found.HasEnded)
        {
            yield return new(found.Id, $"it has not ended: {found.Status}, compensation {found.Compensation}");
            yield break;
        }

        if (found.Status != kind.Status || found.Compensation != kind.Compensation)
        {
            yield return new(found.Id, $"it ended as {found.Status}, compensation {found.Compensation}, and should as {kind.Status}, compensation {kind.Compensation}");
        }

        foreach (var once in new[] { "started", "finished" })
        {
            if (found.History.Count(fact => fact.Kind == once) is not 1 and var count)
            {
                yield return new(found.Id, $"its history has {count} times '{once}'");
            }
        }

        if (found.History.FirstOrDefault(fact => fact.Kind == "finished") is { } finished && !finished.Text.Contains($"\"status\":\"{found.Status}\"", StringComparison.Ordinal))
        {
            yield return new(found.Id, $"it is {found.Status}, and its history says {finished.Text}");
        }

        if (found.History.Zip(found.History.Skip(1)).Any(pair => pair.First.Position > pair.Second.Position))
        {
            yield return new(found.Id, "its history is out of order");
        }
    }

    private static IEnumerable<Violation> Children(FinalInstance found, Evidence evidence)
    {
        var children = evidence.Instances.Values.Count(other => other.Parent == found.Id);
        if (children != (Kinds.Named(found.Kind).HasChild ? 1 : 0) && found.HasEnded)
        {
            yield return new(found.Id, $"it has {children} children");
        }
    }

    /// <summary>The receipt in an output, if it has one.</summary>
    public static long? ReceiptOf(string output)
    {
        using var json = JsonDocument.Parse(output);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("receipt", out var receipt) ? receipt.GetInt64() : null;
    }
}
