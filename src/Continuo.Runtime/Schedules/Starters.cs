using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Schedules;

/// <summary>Keeps one starter instance for the newest version of each scheduled workflow.</summary>
internal sealed partial class Starters(Node node, DefinitionCache definitions, TimeProvider time, ILogger<Starters> logger)
{
    /// <summary>
    /// How long after a deploy a starter that is not there is taken for one that a crash kept from being started. Later it is one that somebody cancelled, and
    /// whose end is past retention.
    /// </summary>
    private static readonly TimeSpan s_mendable = TimeSpan.FromDays(1);

    /// <summary>The functions that starters call.</summary>
    public static IEnumerable<KeyValuePair<string, Function>> Functions(TimeProvider time, DefinitionCache definitions) =>
    [
        KeyValuePair.Create(Ticks.Function, (Function)new Ticks(time).Next),
        KeyValuePair.Create(StarterDocument.IsNewest, (Function)(async (input, cancellation) =>
        {
            var name = new WorkflowName(input["namespace"].String, input["name"].String);
            return (await definitions.Find(name, null, cancellation))?.Hash.Hex == input["hash"].String;
        })),
    ];

    /// <summary>After a deploy: starts the starter of the newest version, and ends those of others.</summary>
    public async Task Follow(WorkflowName name, CancellationToken cancellation)
    {
        if (name.Namespace == StarterDocument.Namespace || await definitions.Find(name, null, cancellation) is not { } newest)
        {
            return;
        }

        var wanted = newest.Schedule is null || StartRules.Refuse(newest) is not null ? default(InstanceId?) : StarterDocument.IdOf(newest);
        if (wanted is { } id)
        {
            var starter = StarterDocument.Of(newest);
            await node.Deploy(starter, cancellation);
            if (await node.StartInstance(starter.Name, starter.Version, JsonValue.Null, new StartOptions(id), cancellation) is not CommandResult.Started)
            {
                LogNotStarted(name.ToString(), id.ToString());
            }
        }

        await EndOthers(name, wanted, cancellation);
    }

    /// <summary>At the start of the node: what a crash between a deploy and the start of its starter left undone.</summary>
    public async Task Mend(CancellationToken cancellation)
    {
        var recent = time.GetUtcNow() - s_mendable;
        var scheduled = (await node.ListDefinitions(null, cancellation)).Where(stored => stored.CreatedAt > recent && stored.Source.Contains("schedule", StringComparison.Ordinal));
        foreach (var name in scheduled.Select(stored => stored.Name).Distinct())
        {
            await Follow(name, cancellation);
        }
    }

    /// <summary>A starter that waits for an instance to end looks for itself whether it is replaced: to cancel it would cancel that instance.</summary>
    private async Task EndOthers(WorkflowName name, InstanceId? wanted, CancellationToken cancellation)
    {
        if ((await definitions.Versions(StarterDocument.NameOf(name), cancellation)).IsEmpty)
        {
            return;
        }

        string? cursor = null;
        do
        {
            var page = await node.ListInstances(new InstanceFilter(Workflow: StarterDocument.NameOf(name)), cursor, 100, cancellation);
            foreach (var row in page.Items.Where(row => row.Id != wanted && !row.Status.IsFinal()))
            {
                if (await definitions.Find(row.Definition, cancellation) is { } starter && !Awaits(starter))
                {
                    await node.Send(row.Id, new Stimulus.Cancel("replaced by another version"), cancellation);
                }
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private static bool Awaits(WorkflowDefinition starter) => starter.Nodes.OfType<RunWorkflowTask>().Any(run => run.Await);

    [LoggerMessage(EventId = 2040, Level = LogLevel.Warning, Message = "The schedule of {Workflow} is not begun: its starter {Starter} was not accepted")]
    private partial void LogNotStarted(string workflow, string starter);
}
