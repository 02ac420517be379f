using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>A list of tasks.</summary>
public sealed class TaskListBuilder : TaskBuilder<TaskListBuilder>
{
    internal static JsonArray Made(Action<TaskListBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var builder = new TaskListBuilder();
        define(builder);
        return builder.Tasks;
    }

    private protected override TaskListBuilder Self => this;
}
