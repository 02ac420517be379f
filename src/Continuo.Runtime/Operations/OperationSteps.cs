using System.Collections.Immutable;
using System.Xml;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Migrations;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Operations;

/// <summary>One page of an operation. What it did before a crash it does again, which changes nothing: a cancelled instance is not cancelled twice.</summary>
internal sealed class OperationSteps(IInstanceQueries queries, ICommands commands, TimeProvider time)
{
    private const int LargestPage = 100;
    private const int MostFailures = 20;
    private const int MostTries = 30;

    /// <summary>The function of <see cref="OperationDocument"/>: from <c>{operation, progress}</c> to the progress after it.</summary>
    public async ValueTask<JsonValue> Step(JsonValue input, CancellationToken cancellation)
    {
        var operation = OperationRequest.FromJson(input["operation"]);
        var progress = input["progress"];
        var size = (int)Math.Clamp(operation.Rate, 1, LargestPage);
        var page = await Page(operation, progress["cursor"].AsString, size, cancellation);
        var (done, skipped, failed) = (progress["done"].Number, progress["skipped"].Number, progress["failed"].Number);
        var failures = (progress["failures"].AsArray ?? JsonArray.Empty).ToList();
        foreach (var row in page.Items)
        {
            var (verdict, why) = await Act(operation, row, cancellation);
            done += verdict == OperationVerdict.Done ? 1 : 0;
            skipped += verdict == OperationVerdict.Skipped ? 1 : 0;
            failed += verdict == OperationVerdict.Failed ? 1 : 0;
            if (verdict == OperationVerdict.Failed && failures.Count < MostFailures)
            {
                failures.Add(JsonObject.Of(("id", row.Id.Text), ("why", why)));
            }
        }

        return JsonObject.Of(
            ("looked", progress["looked"].Number + page.Items.Length),
            ("done", done),
            ("skipped", skipped),
            ("failed", failed),
            ("failures", JsonArray.Own([.. failures])),
            ("cursor", page.Next),
            ("more", page.Next is not null),
            ("pause", XmlConvert.ToString(page.Next is null ? TimeSpan.Zero : TimeSpan.FromSeconds(page.Items.Length / operation.Rate))));
    }

    /// <summary>What would become of the next instances.</summary>
    public async Task<OperationPreview> Preview(OperationRequest operation, string? cursor, int limit, CancellationToken cancellation)
    {
        var page = await Page(operation, cursor, limit, cancellation);
        var items = ImmutableArray.CreateBuilder<OperationPreviewItem>();
        foreach (var row in page.Items)
        {
            items.Add(operation.Action == OperationAction.Migrate
                ? await PreviewMigration(operation, row, cancellation)
                : new(row, IsApplicable(operation.Action, row) ? "applies" : "skipped", [], [], null));
        }

        return new(items.ToImmutable(), page.Next);
    }

    private async ValueTask<InstancePage> Page(OperationRequest operation, string? cursor, int limit, CancellationToken cancellation)
    {
        var condition = operation.Query().Condition ?? throw new InvalidDataException($"The query is not valid: {operation.Where}");
        var page = await queries.List(new InstanceFilter(Where: condition), cursor, limit, cancellation);
        return page with { Items = [.. page.Items.Where(row => !row.Workflow.Namespace.StartsWith(OperationDocument.OwnNamespaces, StringComparison.Ordinal))] };
    }

    private async Task<(OperationVerdict Verdict, string Why)> Act(OperationRequest operation, InstanceRow row, CancellationToken cancellation)
    {
        if (operation.Action != OperationAction.Migrate && !IsApplicable(operation.Action, row))
        {
            return (OperationVerdict.Skipped, "");
        }

        if (await StimulusFor(operation, row, isPreview: false, cancellation) is not { } stimulus)
        {
            return (OperationVerdict.Failed, MissingTarget(operation, row));
        }

        return await Send(row.Id, stimulus, cancellation) switch
        {
            CommandResult.Done => (OperationVerdict.Done, ""),
            CommandResult.Planned { Plan.IsDone: true } => (OperationVerdict.Done, ""),
            CommandResult.Planned { Plan.Verdict: MigrationVerdict.Nothing } => (OperationVerdict.Skipped, ""),
            CommandResult.Planned planned => (OperationVerdict.Failed, $"{planned.Plan.Verdict.Word()}: {string.Join(" ", planned.Plan.Findings.Take(1).Select(finding => $"{finding.Pointer} {finding.Why}"))}"),
            CommandResult.NotFound => (OperationVerdict.Skipped, ""),
            CommandResult.Conflict { Code: "instance-ended" or "not-faulted" or "not-suspended" } => (OperationVerdict.Skipped, ""),
            CommandResult.Conflict conflict => (OperationVerdict.Failed, conflict.Why),
            CommandResult.Refused refused => (OperationVerdict.Failed, refused.Why),
            CommandResult.Busy busy => (OperationVerdict.Failed, $"The limit '{busy.Limit}' was reached {MostTries} times in a row."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<CommandResult> Send(InstanceId instance, Stimulus stimulus, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var result = await commands.Send(instance, stimulus, cancellation);
            if (result is not CommandResult.Busy busy || tries == MostTries)
            {
                return result;
            }

            await Task.Delay(busy.RetryAfter, time, cancellation);
        }
    }

    private async Task<OperationPreviewItem> PreviewMigration(OperationRequest operation, InstanceRow row, CancellationToken cancellation)
    {
        if (await StimulusFor(operation, row, isPreview: true, cancellation) is not { } stimulus)
        {
            return new(row, MigrationVerdict.Unsafe.Word(), [new(MigrationVerdict.Unsafe, "", MissingTarget(operation, row))], [], null);
        }

        return await Send(row.Id, stimulus, cancellation) is CommandResult.Planned { Plan: var plan }
            ? new(row, plan.Verdict.Word(), plan.Findings, plan.Moves, plan.To)
            : new(row, MigrationVerdict.Unsafe.Word(), [new(MigrationVerdict.Unsafe, "", "It cannot be looked at now.")], [], null);
    }

    private async ValueTask<Stimulus?> StimulusFor(OperationRequest operation, InstanceRow row, bool isPreview, CancellationToken cancellation) => operation.Action switch
    {
        OperationAction.Retry => new Stimulus.Retry(operation.Input),
        OperationAction.Cancel => new Stimulus.Cancel(operation.Reason ?? "", operation.Compensate),
        OperationAction.Suspend => new Stimulus.Suspend(operation.Reason),
        OperationAction.Resume => new Stimulus.Resume(),
        _ => await MigrationTo(row.Id, row.Workflow, operation.To, operation.Map, isPreview, cancellation),
    };

    /// <summary>The command that migrates an instance to a version, or without one back to where it came from; null when there is no such definition.</summary>
    public async ValueTask<Stimulus.Migrate?> MigrationTo(
        InstanceId instance, WorkflowName workflow, string? version, ImmutableArray<KeyValuePair<string, string>> map, bool isPreview, CancellationToken cancellation)
    {
        if (version is null)
        {
            var view = await commands.Send(instance, new Stimulus.Inspect(), cancellation) is CommandResult.Viewed viewed ? viewed.Instance : null;
            return view?.MigratedFrom is { } before ? new Stimulus.Migrate(before, [], isPreview, IsUndo: true) : null;
        }

        return await commands.FindDefinition(workflow, version, cancellation) is { } target ? new Stimulus.Migrate(target.Hash, map, isPreview) : null;
    }

    private static string MissingTarget(OperationRequest operation, InstanceRow row) =>
        operation.To is null ? "It has not migrated, so there is no version to go back to." : $"{row.Workflow} has no version {operation.To}.";

    private static bool IsApplicable(OperationAction action, InstanceRow row) => action switch
    {
        OperationAction.Retry => row.Status is InstanceStatus.Faulted or InstanceStatus.Stuck || row.Compensation == CompensationStatus.Failed,
        OperationAction.Resume => row.Status == InstanceStatus.Suspended,
        OperationAction.Suspend => !row.Status.IsFinal() && row.Status != InstanceStatus.Suspended,
        _ => !row.Status.IsFinal() || (row.Compensation == CompensationStatus.Running),
    };

    private enum OperationVerdict
    {
        Done,
        Skipped,
        Failed,
    }
}
