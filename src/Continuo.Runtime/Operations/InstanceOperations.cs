using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Operations;

/// <summary>One thing done to many instances, each time as an instance of a built-in workflow; and migrations of single ones.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class InstanceOperations
{
    private const int LatestFacts = 40;

    private readonly Node _node;
    private readonly ICommands _commands;
    private readonly OperationSteps _steps;
    private readonly Func<Guid> _newId;

    internal InstanceOperations(Node node, IInstanceQueries queries, ICommands commands, TimeProvider time, Func<Guid> newId)
    {
        (_node, _commands, _newId) = (node, commands, newId);
        _steps = new OperationSteps(queries, commands, time);
    }

    /// <summary>Begins an operation.</summary>
    /// <returns>Started with the operation's own instance, or Refused when its query is wrong.</returns>
    public async Task<CommandResult> Start(OperationRequest request, CancellationToken cancellation)
    {
        if (request.Query() is { Condition: null } wrong)
        {
            return new CommandResult.Refused("invalid-query", string.Join(" ", wrong.Problems));
        }

        await _node.Deploy(OperationDocument.Definition, cancellation);
        var id = OperationDocument.IdOf(request.Action, _newId());
        return await _node.StartInstance(
            OperationDocument.Name, OperationDocument.Definition.Version, request.ToJson(), new StartOptions(id, [new("operation", request.Action.Word())]), cancellation);
    }

    /// <summary>What it would do, a page at a time. Nothing is changed.</summary>
    public Task<OperationPreview> Preview(OperationRequest request, string? cursor, int limit, CancellationToken cancellation) =>
        _steps.Preview(request, cursor, limit, cancellation);

    /// <summary>How far an operation has come: <c>{looked, done, skipped, failed, failures}</c>; null before its first page.</summary>
    public async Task<JsonValue> Progress(InstanceView operation, CancellationToken cancellation)
    {
        if (operation.Status == InstanceStatus.Completed)
        {
            return operation.Output;
        }

        var latest = await _node.HistoryBack(operation.Id, null, LatestFacts, cancellation);
        return latest?.Entries.FirstOrDefault(entry => entry.Fact.Kind == "returned")?.Fact.Data["result"] ?? JsonValue.Null;
    }

    /// <summary>Migrates one instance, or says whether it could.</summary>
    /// <param name="instance">Which.</param>
    /// <param name="version">The version to come to; null goes back to the one before the last migration.</param>
    /// <param name="map">Tasks that are called otherwise there, by pointer or by name.</param>
    /// <param name="isPreview">Only say what would become of it.</param>
    /// <param name="cancellation">Ends the wait for the answer.</param>
    /// <returns>Planned, NotFound, Conflict (there is nothing to go back to) or what a command may be refused with.</returns>
    public async Task<CommandResult> Migrate(InstanceId instance, string? version, ImmutableArray<KeyValuePair<string, string>> map, bool isPreview, CancellationToken cancellation)
    {
        var seen = await _commands.Send(instance, new Stimulus.Inspect(), cancellation);
        if (seen is not CommandResult.Viewed { Instance: var view })
        {
            return seen;
        }

        if (await _steps.MigrationTo(instance, view.Workflow, version, map, isPreview, cancellation) is not { } stimulus)
        {
            return version is null
                ? new CommandResult.Conflict("not-migrated", $"'{instance}' has not migrated, so there is no version to go back to.")
                : new CommandResult.Refused("no-such-version", $"{view.Workflow} has no version {version}.");
        }

        return await _commands.Send(instance, stimulus, cancellation);
    }

    internal KeyValuePair<string, Function> Function => KeyValuePair.Create(OperationDocument.Step, (Function)_steps.Step);
}
