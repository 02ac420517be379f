using System.Collections.Immutable;
using Continuo.Engine;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Ownership;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Driving;

/// <summary>Brings commands to the shards that they are for, and their answers back.</summary>
internal sealed class CommandRouter(ShardHost host, DefinitionCache definitions, NodeHealth health, NodeOptions options) : ICommands
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Longer than it takes to declare an owner dead and to take its shards over.</summary>
    private static readonly TimeSpan s_longestUnclear = TimeSpan.FromMinutes(1);

    private readonly EngineLimits _limits = options.Limits;
    private readonly RemoteShards? _remote = options.Router is { } router ? new RemoteShards(router, host.Claims.IsHere, options.Time) : null;

    public long EventMark => host.EventTail(0);

    public ValueTask<WorkflowDefinition?> FindDefinition(WorkflowName name, string? version, CancellationToken cancellation) =>
        definitions.Find(name, version, cancellation);

    public Task<CommandResult> Send(InstanceId instance, Stimulus stimulus, CancellationToken cancellation) =>
        stimulus is Stimulus.Start { Request.FreshId: true } start ? StartFresh(instance, start, cancellation) : SendOnce(instance, stimulus, cancellation);

    /// <summary>Whoever asked does not know the id that was made, and could only start another instance: so the unknown outcome is resolved here.</summary>
    private async Task<CommandResult> StartFresh(InstanceId instance, Stimulus.Start start, CancellationToken cancellation)
    {
        var shard = ShardId.Of(instance, host.Shards);
        var epoch = host.EpochOf(shard.Number);
        var began = options.Time.GetTimestamp();
        var result = await SendOnce(instance, start, cancellation);
        var isUnclear = RemoteShards.IsUnclear(result);
        while (result is CommandResult.Busy && health.StoppedBecause is null && (isUnclear ? options.Time.GetElapsedTime(began) < s_longestUnclear : host.EpochOf(shard.Number) != epoch))
        {
            epoch = host.EpochOf(shard.Number);
            result = await SendOnce(instance, new Stimulus.Start(start.Request with { FreshId = false }), cancellation);
            result = result is CommandResult.Started started ? started with { Existed = false } : result;
        }

        return result;
    }

    private Task<CommandResult> SendOnce(InstanceId instance, Stimulus stimulus, CancellationToken cancellation)
    {
        var shard = ShardId.Of(instance, host.Shards);
        if (Refusal(shard, stimulus) is { } refusal)
        {
            return Task.FromResult<CommandResult>(refusal);
        }

        if (_remote is not null)
        {
            return Ask(shard, new ShardInput.Command(host.Replies.NextId(), instance, stimulus), cancellation);
        }

        var (id, reply) = host.Replies.Open(shard);
        return Ask(shard, id, new ShardInput.Command(id, instance, stimulus), reply, cancellation);
    }

    /// <summary>A command of another node for a shard that it takes for ours.</summary>
    public async Task<RoutedAnswer> Serve(ShardId shard, ShardInput command, CancellationToken cancellation)
    {
        if (!host.Claims.IsHere(shard.Number))
        {
            return new RoutedAnswer.NotThere();
        }

        var (id, stimulus) = command switch
        {
            ShardInput.Command sent => (sent.Id, sent.Stimulus),
            ShardInput.Publish publish => (publish.Id, null),
            _ => throw new ArgumentException($"{command.GetType().Name} is no command.", nameof(command)),
        };
        if (Refusal(shard, stimulus) is { } refusal)
        {
            return stimulus is Stimulus.Start && health.IsDraining ? new RoutedAnswer.NotThere() : new RoutedAnswer.Answered(refusal);
        }

        var epoch = host.EpochOf(shard.Number);
        var result = await Ask(shard, id, command, host.Replies.Open(id, shard), cancellation);
        return result is not CommandResult.Busy ? new RoutedAnswer.Answered(result)
            : NotHere.Is(result) ? new RoutedAnswer.NotThere()
            : host.EpochOf(shard.Number) != epoch ? new RoutedAnswer.Unclear("the node that had the shard has lost it meanwhile")
            : host.IsHandedOver(shard.Number) ? new RoutedAnswer.NotThere()
            : new RoutedAnswer.Answered(result);
    }

    /// <summary>Here, or wherever the shard is.</summary>
    private async Task<CommandResult> Ask(ShardId shard, ShardInput command, CancellationToken cancellation)
    {
        var answer = await Serve(shard, command, cancellation);
        answer = answer is RoutedAnswer.NotThere ? await _remote!.Send(shard, command, again => Serve(shard, command, again), cancellation) : answer;
        return RemoteShards.Result(answer);
    }

    /// <summary>Each part's events go to the shard of the same number; places come back in the order of the events given.</summary>
    public async Task<CommandResult> Publish(ImmutableArray<JsonValue> events, CancellationToken cancellation)
    {
        for (var i = 0; i < events.Length; i++)
        {
            if ((CloudEvents.Refuse(events[i]) ?? ValueBounds.Broken(events[i], _limits)) is { } why)
            {
                return new CommandResult.Refused("invalid-event", $"Event {i}: {why}");
            }
        }

        var byPart = Enumerable.Range(0, events.Length).GroupBy(i => CloudEvents.PartOf(events[i], options.Journal.EventParts)).ToList();
        var positions = new long[events.Length];
        foreach (var part in byPart)
        {
            var result = await Publish(part.Key, [.. part.Select(i => events[i])], cancellation);
            if (result is not CommandResult.Published published)
            {
                return result;
            }

            foreach (var (index, place) in part.Zip(published.Positions))
            {
                positions[index] = place;
            }
        }

        return new CommandResult.Published([.. positions]);
    }

    private Task<CommandResult> Publish(int part, ImmutableArray<JsonValue> events, CancellationToken cancellation)
    {
        var shard = new ShardId(part % host.Shards);
        if (Refusal(shard, null) is { } refusal)
        {
            return Task.FromResult<CommandResult>(refusal);
        }

        if (_remote is not null)
        {
            return PublishThere(shard, part, events, cancellation);
        }

        var (id, reply) = host.Replies.Open(shard);
        return Ask(shard, id, new ShardInput.Publish(id, part, events), reply, cancellation);
    }

    /// <summary>Whoever was told of an event here and then starts an instance here has it behind the instance's mark.</summary>
    private async Task<CommandResult> PublishThere(ShardId shard, int part, ImmutableArray<JsonValue> events, CancellationToken cancellation)
    {
        var result = await Ask(shard, new ShardInput.Publish(host.Replies.NextId(), part, events), cancellation);
        if (result is CommandResult.Published { Positions.IsEmpty: false } published)
        {
            host.EventsAre(part, published.Positions.Max());
        }

        return result;
    }

    private Task<CommandResult> Ask(ShardId shard, CommandId id, ShardInput input, Task<CommandResult> reply, CancellationToken cancellation)
    {
        host.Bring(shard, input);
        return cancellation.CanBeCanceled && !reply.IsCompleted ? Await(id, reply, cancellation) : reply;
    }

    private async Task<CommandResult> Await(CommandId id, Task<CommandResult> reply, CancellationToken cancellation)
    {
        try
        {
            return await reply.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            host.Replies.Forget(id);
            throw;
        }
    }

    /// <summary>Cancels and the ends of children are never refused for fullness: they make room.</summary>
    private CommandResult.Busy? Refusal(ShardId shard, Stimulus? stimulus)
    {
        var why = health.StoppedBecause is { } stopped ? $"the node has stopped: {stopped}"
            : !health.IsStarted ? "the node is not started"
            : stimulus is Stimulus.Start && health.IsDraining ? "the node is draining"
            : stimulus is Stimulus.Start && !health.IsJournalReachable ? "the journal cannot be reached"
            : host.CommandsBefore(shard) >= _limits.CommandsPerShard && stimulus is not (Stimulus.Cancel or Stimulus.ChildEnded) ? "the limit CommandsPerShard is reached"
            : null;
        if (why is null)
        {
            return null;
        }

        RuntimeTelemetry.CommandsRefused.Add(1);
        return new CommandResult.Busy(why, s_retryAfter);
    }
}
