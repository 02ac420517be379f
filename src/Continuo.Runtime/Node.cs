using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Archiving;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Explaining;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Lifecycle;
using Continuo.Runtime.Operations;
using Continuo.Runtime.Ownership;
using Continuo.Runtime.Purging;
using Continuo.Runtime.Schedules;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime;

/// <summary>A running engine over one journal: what the API, the CLI and embedding programs talk to.</summary>
/// <remarks>Thread-safe. Nothing that it answers is ahead of the journal.</remarks>
public sealed partial class Node : IAsyncDisposable
{
    /// <summary>A note is shown so long after its cause was last met.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromMinutes(1);

    private readonly NodeOptions _options;
    private readonly IdSource _ids;
    private readonly NodeHealth _health;
    private readonly DefinitionCache _definitions;
    private readonly HistoryReader _history;
    private readonly ShardHost _host;
    private readonly CommandRouter _commands;
    private readonly EndOfInstances _ends;
    private readonly Retention _retention;
    private readonly ILogger<Node> _logger;
    private readonly Starters? _starters;
    private readonly LifecycleSinks _sinks;
    private readonly Explainer _explainer;
    private readonly CancellationTokenSource _lifecycleEnds = new();
    private Task? _ended;
    private Task _mending = Task.CompletedTask;

    public Node(NodeOptions options)
        : this(options, null)
    {
    }

    internal Node(NodeOptions options, Func<ShardId, ShardImage, IShardLogic>? shardFactory)
    {
        // Of the whole node, so that its parts agree.
        options = options with { Time = SteadyTime.Over(options.Time) };
        _options = options;
        _logger = options.Loggers.CreateLogger<Node>();
        _ids = new IdSource(options.Seed is { } seed ? new Random(seed) : new Random());
        _health = new NodeHealth(options.Journal.Shards);
        _definitions = new DefinitionCache(options.Definitions, options.Router is null ? null : options.Time);
        _history = new HistoryReader(options.Queries, _definitions);
        CommandRouter? commands = null;
        _host = new ShardHost(options, _definitions, _ids, _health, host =>
        {
            commands = new CommandRouter(host, _definitions, _health, options);
            return new EffectRunner([.. options.Handlers, .. InnerHandlers(options, _definitions, commands, () => Operations!.Function)], options.Limits, options.Time, options.Loggers.CreateLogger<EffectRunner>())
            {
                Report = (shard, token, outcome) => host.Bring(new ShardId(shard), new ShardInput.EffectEnded(token, outcome)),
            };
        })
        {
            ShardFactory = shardFactory,
        };
        _commands = commands!;
        Operations = new InstanceOperations(this, options.Queries, _commands, options.Time, () => _ids.Next(options.Time.GetUtcNow()));
        _explainer = new Explainer(options.Journal, options.Queries, _commands, _history);
        _ends = new EndOfInstances(_commands, _host, _health, options.Router, options.Time);
        if (options.Router is { } router)
        {
            Ownership = new ShardOwnership(options, _host, _commands, _ends, _definitions, _health);
            _host.EventsGrew = (part, tail) => router.Tell(new NodeNews.EventsGrew(part, tail));
        }

        Lifecycle = new LifecycleFeed(new LifecycleReader(options.Queries, _definitions, options.Drivers > 1 && options.Journal.Positions == PositionScope.Store ? new MissingPositions(options.Time) : null), options.Journal, options.Journal.Positions == PositionScope.Store ? () => _host.NewestOf(0) : null, options.Time, _lifecycleEnds.Token);
        _host.WhenCommitted(Lifecycle.Wake);
        _sinks = new LifecycleSinks(Lifecycle, options, _definitions, _commands, _lifecycleEnds.Token) { Serves = IsFirst };
        _retention = new Retention(options.Retention, options.Time, options.Loggers) { IsBusy = () => _host.IsWriting, Tell = Expire, Shards = options.Journal.Shards, Cleans = IsFirst, Archived = new ArchiveReader(_history) };
        _starters = options.RunsSchedules ? new Starters(this, _definitions, options.Time, options.Loggers.CreateLogger<Starters>()) : null;
    }

    /// <summary>Whether it serves: started, not draining, journal reachable. Else why not.</summary>
    public (bool Ready, string Why) Readiness => _health.Readiness;

    /// <summary>What an operator should know although the node serves; empty when there is nothing.</summary>
    public ImmutableArray<string> Notes => _health.SpaceShortAt is { } at && _options.Time.GetUtcNow() - at < s_recent
        ? [$"The disk of the store is full: no instance is started (last refused at {at:O}); those that run go on. Free space there."]
        : [];

    /// <summary>Completes with the reason when the node had to stop by itself (fenced by another process).</summary>
    public Task<string> Stopped => _health.Stopped;

    /// <summary>What its cluster tells this node and asks of it; null where it has the store alone.</summary>
    public ShardOwnership? Ownership { get; }

    /// <summary>What happens to workflows and tasks, for those who subscribe.</summary>
    public LifecycleFeed Lifecycle { get; }

    /// <summary>One thing done to many instances, and migrations.</summary>
    public InstanceOperations Operations { get; }

    /// <summary>Claims the store, adopts its shards and goes on with what is due.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be used; says why and what to do.</exception>
    public async Task Start(CancellationToken cancellation)
    {
        await _host.Start(claimsAll: Ownership is null, cancellation);
        Ownership?.Driver.Start();
        await _sinks.Start(cancellation);
        _retention.Start();
        NodeLog.Started(_logger, _options.Name, _options.Journal.Shards, _host.NewestOf(0));
        if (_starters is not null && Ownership is null)
        {
            await _starters.Mend(cancellation);
        }
        else if (_starters is not null)
        {
            _mending = MendOnce(_starters);
        }
    }

    /// <summary>No new starts; effects in flight get <paramref name="patience"/>; what is left goes on after the next start.</summary>
    public async Task Drain(TimeSpan patience)
    {
        _health.Drain();
        NodeLog.Draining(_logger, _host.Effects.InFlight);
        await End(patience);
        NodeLog.Drained(_logger);
    }

    public async Task<DeployOutcome> Deploy(WorkflowDefinition definition, CancellationToken cancellation)
    {
        var outcome = await _definitions.Deploy(definition, _options.Time.GetUtcNow(), cancellation);
        _options.Router?.Tell(new NodeNews.Deployed(definition.Name.Namespace, definition.Name.Name));
        await _sinks.Deployed(definition);
        if (_starters is not null && outcome != DeployOutcome.Pinned)
        {
            await _starters.Follow(definition.Name, outcome == DeployOutcome.Replaced, cancellation);
        }

        return outcome;
    }

    /// <summary>Takes a version of a workflow away, unless an instance pins it: then it says which.</summary>
    public async Task<DefinitionDeletion> DeleteDefinition(WorkflowName name, string version, bool isDry, CancellationToken cancellation)
    {
        var deletion = await _definitions.Delete(name, version, isDry, cancellation);
        if (deletion.IsDone && !isDry)
        {
            NodeLog.Deleted(_logger, name.ToString(), version);
            if (_starters is not null)
            {
                await _starters.Deleted(name, cancellation);
            }
        }

        return deletion;
    }

    /// <summary>Deletes an ended instance before its retention is over, with those of its children that have ended.</summary>
    public Task<PurgeReport> Purge(InstanceId instance, bool isDry, CancellationToken cancellation) => NewPurge().One(instance, isDry, cancellation);

    /// <summary>Deletes ended instances before their retention is over.</summary>
    public Task<PurgeReport> Purge(PurgeFilter filter, bool isDry, CancellationToken cancellation) => NewPurge().Many(filter, isDry, cancellation);

    /// <summary>The definition of a version; null, empty or <c>latest</c> is the highest semantic version.</summary>
    public async Task<WorkflowDefinition?> FindDefinition(WorkflowName name, string? version, CancellationToken cancellation) =>
        await _definitions.Find(name, version, cancellation);

    public async Task<ImmutableArray<StoredDefinition>> ListDefinitions(WorkflowName? name, CancellationToken cancellation) =>
        await _options.Definitions.List(name, cancellation);

    /// <summary>Starts an instance.</summary>
    /// <param name="name">The workflow.</param>
    /// <param name="version">As asked; null for the latest.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">Id, labels.</param>
    /// <param name="cancellation">Ends the wait for the answer, not the start.</param>
    /// <returns>Started, Conflict, NotFound (no such workflow), Refused (it cannot be run) or Busy.</returns>
    public async Task<CommandResult> StartInstance(WorkflowName name, string? version, JsonValue input, StartOptions options, CancellationToken cancellation)
    {
        var (request, refusal) = await Prepare(name, version, input, options, cancellation);
        return request is null ? refusal! : await _commands.Send(options.Id ?? NewInstanceId(), new Stimulus.Start(request), cancellation);
    }

    /// <summary>Starts an instance and waits for its end in one go, which saves a look at it in between.</summary>
    /// <returns>Viewed once it has ended, or as it is when <paramref name="patience"/> is over; else what <see cref="StartInstance"/> answers.</returns>
    /// <inheritdoc cref="StartInstance"/>
    /// <param name="name"/><param name="version"/><param name="input"/><param name="options"/>
    /// <param name="patience">How long to wait for the end.</param>
    /// <param name="cancellation"/>
    public async Task<CommandResult> RunInstance(WorkflowName name, string? version, JsonValue input, StartOptions options, TimeSpan patience, CancellationToken cancellation)
    {
        var (request, refusal) = await Prepare(name, version, input, options, cancellation);
        return request is null ? refusal! : await _ends.Run(options.Id ?? NewInstanceId(), new Stimulus.Start(request), patience, cancellation);
    }

    /// <summary>Sends a command (cancel, suspend, resume, retry, inspect) to an instance.</summary>
    public Task<CommandResult> Send(InstanceId instance, Stimulus stimulus, CancellationToken cancellation) =>
        stimulus is Stimulus.Retry { PatchedInput: { } patch } && ValueBounds.Broken(patch, _options.Limits) is { } broken
            ? Task.FromResult<CommandResult>(new CommandResult.Refused("invalid-input", $"The input {broken}."))
            : _commands.Send(instance, stimulus, cancellation);

    /// <summary>Why an instance does not go on.</summary>
    /// <returns>The explanation, or null and NotFound. For an instance that its shard does not answer for, what the store knows, beside the refusal.</returns>
    public Task<(InstanceExplanation? Explanation, CommandResult? Refusal)> Explain(InstanceId instance, CancellationToken cancellation) => _explainer.Explain(instance, cancellation);

    /// <summary>The instance once it has ended, or as it is when <paramref name="patience"/> is over.</summary>
    public Task<CommandResult> WaitForEnd(InstanceId instance, TimeSpan patience, CancellationToken cancellation) =>
        _ends.Wait(instance, patience, cancellation);

    /// <summary>Publishes CloudEvents (structured JSON); answers when they are durable.</summary>
    /// <returns>Published, Refused (an event is malformed; none is published then) or Busy.</returns>
    public Task<CommandResult> Publish(ImmutableArray<JsonValue> events, CancellationToken cancellation) =>
        _commands.Publish(events, cancellation);

    /// <summary>Stops at once, without waiting for effects; what was acknowledged is in the journal.</summary>
    public async ValueTask DisposeAsync() => await End(TimeSpan.Zero);

    private static IEnumerable<IEffectHandler> InnerHandlers(NodeOptions options, DefinitionCache definitions, CommandRouter commands, Func<KeyValuePair<string, Function>> operation) =>
    [
        new FunctionHandler(options.RunsSchedules ? options.Functions.With([.. Starters.Functions(options.Time, definitions), OperationFunction(operation)]) : options.Functions, options.Secrets, new FunctionScheduler(options.FunctionThreads)),
        new EmitHandler(commands),
        new StartChildHandler(commands, options.Limits),
        new CancelChildHandler(commands),
        new NotifyParentHandler(commands),
    ];

    // The operations are made after the handlers: they send commands themselves.
    private static KeyValuePair<string, Function> OperationFunction(Func<KeyValuePair<string, Function>> operation) =>
        KeyValuePair.Create(OperationDocument.Step, (Function)((input, cancellation) => operation().Value(input, cancellation)));

    private Task End(TimeSpan patience)
    {
        lock (_ids)
        {
            return _ended ??= EndOnce(patience);
        }
    }

    private InstanceId NewInstanceId() => new(_ids.Next(_options.Time.GetUtcNow()).ToString());

    private async ValueTask<(StartRequest? Request, CommandResult? Refusal)> Prepare(
        WorkflowName name, string? version, JsonValue input, StartOptions options, CancellationToken cancellation)
    {
        if (options.Id is { } id && !InstanceId.MayBeGiven(id.Text))
        {
            return (null, new CommandResult.Refused("invalid-id", $"'{id}' is no instance id: 1 to 128 of A-Z a-z 0-9 . _ : - are."));
        }

        if (ValueBounds.Broken(input, _options.Limits) is { } broken)
        {
            return (null, new CommandResult.Refused("invalid-input", $"The input {broken}."));
        }

        if (await _definitions.Find(name, version, cancellation) is not { } definition)
        {
            return (null, new CommandResult.NotFound($"No workflow {name}@{(SemanticVersion.IsLatest(version) ? "latest" : version)} is deployed."));
        }

        if (StartRules.Refuse(definition) is { } refused)
        {
            return (null, refused);
        }

        return (new StartRequest
        {
            Definition = definition.Hash,
            Workflow = name,
            Version = definition.Version,
            AskedVersion = version ?? "",
            Input = input,
            Labels = options.Labels.IsDefault ? [] : options.Labels,
            FreshId = options.Id is null,
            EventMark = _commands.EventMark,
        }, null);
    }
}
