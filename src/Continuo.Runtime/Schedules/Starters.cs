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
    /// <param name="name">What was deployed.</param>
    /// <param name="replaces">Whether it was other content until now: a starter of this content that has ended was ended by that, and not by somebody.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task Follow(WorkflowName name, bool replaces, CancellationToken cancellation)
    {
        if (name.Namespace == StarterDocument.Namespace || await definitions.Find(name, null, cancellation) is not { } newest)
        {
            return;
        }

        var wanted = newest.Schedule is null || StartRules.Refuse(newest) is not null ? default(DefinitionHash?) : await Start(newest, replaces, cancellation);
        await EndOthers(name, wanted, cancellation);
    }

    /// <returns>What starters of it run.</returns>
    private async Task<DefinitionHash> Start(WorkflowDefinition scheduled, bool replaces, CancellationToken cancellation)
    {
        var starter = StarterDocument.Of(scheduled);
        await node.Deploy(starter, cancellation);
        for (var time = 1; ; time++)
        {
            var id = StarterDocument.IdOf(scheduled, time);
            var result = await node.StartInstance(starter.Name, starter.Version, JsonValue.Null, new StartOptions(id), cancellation);
            if (replaces && result is CommandResult.Started { Existed: true, View: var found } && found.Status.IsFinal())
            {
                continue;
            }

            if (result is not CommandResult.Started)
            {
                LogNotStarted(scheduled.Name.ToString(), id.ToString());
            }

            return starter.Hash;
        }
    }

    /// <summary>After a version was taken away: its starter ends, and that of the newest one left begins.</summary>
    public async Task Deleted(WorkflowName name, CancellationToken cancellation)
    {
        if (await definitions.Find(name, null, cancellation) is null)
        {
            await EndOthers(name, null, cancellation);
            return;
        }

        await Follow(name, replaces: true, cancellation);
    }

    /// <summary>At the start of the node: what a crash between a deploy and the start of its starter left undone.</summary>
    public async Task Mend(CancellationToken cancellation)
    {
        var recent = time.GetUtcNow() - s_mendable;
        var scheduled = (await node.ListDefinitions(null, cancellation)).Where(stored => stored.CreatedAt > recent && stored.Source.Contains("schedule", StringComparison.Ordinal));
        foreach (var name in scheduled.Select(stored => stored.Name).Distinct())
        {
            try
            {
                await Follow(name, replaces: false, cancellation);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                // One that this version cannot read keeps nothing else from running.
                LogNotMended(name.ToString(), e.Message);
            }
        }
    }

    /// <summary>A starter that waits for an instance to end looks for itself whether it is replaced: to cancel it would cancel that instance.</summary>
    private async Task EndOthers(WorkflowName name, DefinitionHash? wanted, CancellationToken cancellation)
    {
        if ((await definitions.Versions(StarterDocument.NameOf(name), cancellation)).IsEmpty)
        {
            return;
        }

        string? cursor = null;
        do
        {
            var page = await node.ListInstances(new InstanceFilter(Workflow: StarterDocument.NameOf(name)), cursor, 100, cancellation);
            foreach (var row in page.Items.Where(row => row.Definition != wanted && !row.Status.IsFinal()))
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

    [LoggerMessage(EventId = 2041, Level = LogLevel.Warning, Message = "Nobody can say whether the schedule of {Workflow} runs ({Why})")]
    private partial void LogNotMended(string workflow, string why);
}
