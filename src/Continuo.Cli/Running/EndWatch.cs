using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Cli.CommandLine;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cli.Running;

/// <summary>Follows an instance to its end, and publishes the given events once it waits.</summary>
internal sealed class EndWatch(Node node, WorkflowDefinition definition, RunProgress progress, Stopwatch watch)
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _listens = [.. definition.Nodes.OfType<ListenTask>().Select(task => task.Pointer)];
    private readonly HashSet<string> _children = [.. definition.Nodes.OfType<RunWorkflowTask>().Select(task => task.Pointer)];

    /// <summary>The instance at its end, or as it was last seen when the time is up or <paramref name="cancellation"/> came first.</summary>
    public async Task<InstanceView> Await(InstanceView started, ImmutableArray<JsonValue> events, TimeSpan timeout, CancellationToken cancellation)
    {
        var view = started;
        var left = events;
        try
        {
            while (!view.Status.IsFinal() && view.Status != InstanceStatus.Stuck && watch.Elapsed < timeout)
            {
                if (left.Length > 0 && Waits(view))
                {
                    await Publish(left, cancellation);
                    left = [];
                }

                var patience = left.Length > 0 ? s_glance : s_look;
                var rest = timeout - watch.Elapsed;
                rest = rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
                view = View(await node.WaitForEnd(view.Id, patience < rest ? patience : rest, cancellation), view);
                if (watch.Elapsed > s_look)
                {
                    progress.Seen(view);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What was seen last is the answer.
        }

        return view;
    }

    private async Task Publish(ImmutableArray<JsonValue> events, CancellationToken cancellation)
    {
        var result = await node.Publish(events, cancellation);
        if (result is CommandResult.Refused refused)
        {
            throw new CliException(ExitCode.Invalid, $"--event: {refused.Why}");
        }

        progress.Published(events.Length);
    }

    /// <summary>Whether it waits for events, as far as can be told: at a listen of its own, in a child, or anywhere when it has neither.</summary>
    private bool Waits(InstanceView view) =>
        view.Status == InstanceStatus.Waiting
        && ((_listens.Count == 0 && _children.Count == 0) || view.Tasks.Any(task => _listens.Contains(task.Pointer) || _children.Contains(task.Pointer)));

    private static InstanceView View(CommandResult result, InstanceView before) => result switch
    {
        CommandResult.Viewed viewed => viewed.Instance,
        _ => before,
    };
}
