using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Schedules;

/// <summary>Which events start an instance of a workflow with <c>schedule.on</c>.</summary>
public static class EventTrigger
{
    /// <summary>A workflow that listens as the schedule says, once; its output is the list of the events, whole, that start one instance.</summary>
    /// <exception cref="ArgumentException">Events do not start it.</exception>
    public static WorkflowDefinition Of(WorkflowDefinition scheduled)
    {
        if (scheduled.Schedule?.On is not { } on)
        {
            throw new ArgumentException($"Events do not start {scheduled.Name}.", nameof(scheduled));
        }

        JsonValue[] heard = [StarterDocument.Named("heard", JsonObject.Of(("set", "${ . }"), ("then", "end")))];
        var branches = EventStarters.Hearing(scheduled, on, EventRead.Envelope, heard).Select((branch, i) => StarterDocument.Named($"on{i}", StarterDocument.Do(branch)));
        var loaded = WorkflowLoader.Load(StarterDocument.Text(scheduled, [.. branches], $"Hears what starts {scheduled.Name}@{scheduled.Version}."));
        return loaded.Definition ?? throw new InvalidOperationException($"The trigger of {scheduled.Name} is not valid: {loaded.Diagnostics[0].Format("trigger")}");
    }
}
