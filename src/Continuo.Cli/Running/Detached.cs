using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cli.Running;

/// <summary>Workflows that a run started and did not wait for: they get a moment to end before the process does.</summary>
internal static class Detached
{
    // Long enough for a few calls, short enough that a child which sleeps does not look like a parent that waits.
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    private static readonly InstanceFilter s_going = new([InstanceStatus.Pending, InstanceStatus.Running, InstanceStatus.Waiting]);

    public static async Task Finish(Node node, ImmutableArray<WorkflowDefinition> definitions, CancellationToken cancellation)
    {
        if (!definitions.Any(definition => definition.Nodes.OfType<RunWorkflowTask>().Any(task => !task.Await)))
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        try
        {
            while (watch.Elapsed < s_moment && (await node.ListInstances(s_going, null, 1, cancellation)).Items is [var going, ..])
            {
                var rest = s_moment - watch.Elapsed;
                await node.WaitForEnd(going.Id, rest > TimeSpan.Zero ? rest : TimeSpan.Zero, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody wants to wait any more.
        }
    }
}
