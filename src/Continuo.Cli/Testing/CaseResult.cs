using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>How a case ended.</summary>
/// <param name="Case">Which.</param>
/// <param name="Problems">What is not as expected; none when it passed.</param>
/// <param name="View">The instance at the end; null when there is none.</param>
/// <param name="Tasks">The names of the tasks that ran.</param>
internal sealed record CaseResult(TestCase Case, ImmutableArray<string> Problems, InstanceView? View, ImmutableArray<string> Tasks)
{
    public bool Passed => Problems.IsEmpty;

    /// <summary>What helps to understand a failure.</summary>
    public IEnumerable<string> Notes()
    {
        if (View is { } view)
        {
            yield return $"status {view.Status.Word()}{(view.Error is { } error ? $", error {error.ToJson()}" : view.Output.IsNull ? "" : $", output {JsonWriter.Write(view.Output)}")}";
        }

        if (!Tasks.IsEmpty)
        {
            yield return $"tasks {string.Join(", ", Tasks)}";
        }
    }
}

/// <summary>What a run came to.</summary>
/// <param name="View">The instance at the end.</param>
/// <param name="Tasks">The pointers of the tasks that ran.</param>
/// <param name="Calls">In order.</param>
/// <param name="Emitted">In order.</param>
/// <param name="Elapsed">On its clock.</param>
internal sealed record CaseFacts(InstanceView View, ImmutableArray<string> Tasks, IReadOnlyList<CallMade> Calls, IReadOnlyList<JsonValue> Emitted, TimeSpan Elapsed);
