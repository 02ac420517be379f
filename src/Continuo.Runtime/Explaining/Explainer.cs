using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Explaining;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Explaining;

/// <summary>Asks an instance why it does not go on, looks for events that nearly matched, and asks its children.</summary>
internal sealed class Explainer(IJournal journal, IInstanceQueries queries, ICommands commands, HistoryReader history)
{
    private const int MostChildren = 10;
    private const int MostCandidates = 50;
    private const int LatestFacts = 8;

    /// <summary>How far back events are looked at: it is said what came near, not all that ever came.</summary>
    private const long FarthestBack = 2_000;

    /// <returns>Null when there is no such instance.</returns>
    public async Task<(InstanceExplanation? Explanation, CommandResult? Refusal)> Explain(InstanceId instance, CancellationToken cancellation)
    {
        var result = await commands.Send(instance, new Stimulus.Explain([]), cancellation);
        if (result is CommandResult.Explained { Explanation: { Keys.IsEmpty: false } waiting })
        {
            result = await commands.Send(instance, new Stimulus.Explain(await Candidates(waiting, cancellation)), cancellation);
        }

        if (result is not CommandResult.Explained { Explanation: var own })
        {
            return (await Unreachable(instance, result, cancellation), result);
        }

        var children = ImmutableArray.CreateBuilder<Explanation>();
        foreach (var child in own.Children.Take(MostChildren))
        {
            if (await commands.Send(child, new Stimulus.Explain([]), cancellation) is CommandResult.Explained explained)
            {
                children.Add(explained.Explanation);
            }
        }

        var latest = await history.ReadBack(instance, null, LatestFacts, cancellation);
        return (new(own, children.ToImmutable(), latest?.Entries ?? []), null);
    }

    private async Task<ImmutableArray<StoredEvent>> Candidates(Explanation waiting, CancellationToken cancellation)
    {
        var candidates = ImmutableArray.CreateBuilder<StoredEvent>();
        for (var part = 0; part < journal.EventParts; part++)
        {
            var after = Math.Max(waiting.Since, commands.EventMark - FarthestBack);
            var page = await journal.ReadEvents(part, waiting.Keys.Contains(EventKey.Any) ? [] : waiting.Keys, Math.Max(0, after), MostCandidates, cancellation);
            candidates.AddRange(page.Events);
        }

        return candidates.ToImmutable();
    }

    /// <summary>What the store knows of an instance whose shard does not answer for it.</summary>
    private async Task<InstanceExplanation?> Unreachable(InstanceId instance, CommandResult result, CancellationToken cancellation)
    {
        if (result is CommandResult.NotFound || await Row(instance, cancellation) is not { } row)
        {
            return null;
        }

        var hold = result switch
        {
            CommandResult.Busy busy => new Hold("busy", null, "", $"The node takes no commands for it now: {busy.Limit}.") { Next = ["curl SERVER/health/ready", $"continuo instance explain {instance}"] },
            CommandResult.Refused refused => new Hold("quarantined", null, "", refused.Why) { Next = [$"continuo instance history {instance}"] },
            _ => new Hold("unknown", null, "", "It does not answer."),
        };
        var view = new InstanceView
        {
            Id = row.Id,
            Workflow = row.Workflow,
            Version = row.Version,
            Hash = row.Definition,
            Status = row.Status,
            Compensation = row.Compensation,
            Input = default,
            Output = default,
            Labels = row.Labels,
            CreatedAt = row.CreatedAt,
            FinishedAt = row.FinishedAt,
            Tasks = [],
        };
        return new(new Explanation { Instance = view, Summary = $"'{instance}' is {row.Status.Word()}: {hold.Why}", Holds = [hold] }, [], []);
    }

    private async ValueTask<InstanceRow?> Row(InstanceId instance, CancellationToken cancellation)
    {
        var page = await queries.List(new InstanceFilter(Where: new Queries.InstanceCondition.Text(Queries.TextColumn.Id, [instance.Text])), null, 1, cancellation);
        return page.Items.FirstOrDefault();
    }
}
