using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Explaining;

/// <summary>A fault: which task, with which input, and what most likely mends it.</summary>
internal static class FaultHolds
{
    public static Hold Of(InstanceState state, WorkflowDefinition definition)
    {
        var error = state.Error;
        var failed = state.Frames.Values.Where(frame => frame.Phase == FramePhase.Failed).OrderByDescending(frame => frame.Id).FirstOrDefault();
        var pointer = error?.Instance ?? (failed is null ? null : definition.Nodes[failed.Node].Pointer);
        var task = pointer is null ? null : definition.Nodes.Where(node => pointer == node.Pointer || pointer.StartsWith(node.Pointer + "/", StringComparison.Ordinal)).MaxBy(node => node.Pointer.Length);
        var evidence = new JsonObject.Builder().Set("error", error?.ToJson() ?? JsonValue.Null);
        if (failed is not null)
        {
            evidence.Set("input", failed.In);
        }

        var undone = state.Compensation == CompensationStatus.Completed ? " What it had done is undone: a retry begins anew." : "";
        return new Hold("faulted", pointer, failed?.Path ?? "", $"{error?.Title ?? "An error"}{(error?.Detail is { } detail ? $": {detail}" : "")}{undone}")
        {
            Position = task?.Position,
            Since = state.FinishedAt,
            Evidence = HistoryCut.Of(evidence.Build()),
            Next = [.. Mend(error), $"continuo instance retry {state.Id}", $"continuo instance retry {state.Id} --input '...'", $"continuo instance migrate {state.Id} --to VERSION --dry-run"],
        };
    }

    private static ImmutableArray<string> Mend(WorkflowError? error)
    {
        var words = $"{error?.Title} {error?.Detail}";
        return words.Contains("secret", StringComparison.OrdinalIgnoreCase) ? ["continuo secret set NAME"]
            : words.Contains("--allow", StringComparison.Ordinal) ? ["continuo serve --allow shell,script,container"]
            : [];
    }
}
