using Continuo.Engine;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Simulator.Planting;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Nodes;

/// <summary>Performs effects: those among instances by the real handlers, calls by the simulated services.</summary>
internal sealed class EffectPerformer
{
    private readonly NodeProcess _process;
    private readonly HashSet<EffectToken> _running = [];
    private readonly Dictionary<EffectKind, IEffectHandler> _handlers;

    public EffectPerformer(NodeProcess process)
    {
        _process = process;
        var commands = new NodeCommands(process);
        IEffectHandler[] handlers = [new StartChildHandler(commands, EngineLimits.Default), new CancelChildHandler(commands), new NotifyParentHandler(commands), new EmitHandler(commands)];
        _handlers = handlers.ToDictionary(handler => handler.Kind);
    }

    public void Perform(EffectToken token, EffectRequest request, int shard)
    {
        _process.Cluster.Effects.Performed(token, request);
        _process.Cluster.World.Note(_process.Name, $"performs {request.Kind} {token.Instance}#{token.Effect} attempt {token.Attempt}");
        if (_running.Add(token))
        {
            _process.Later(_process.Cluster.Delay(), () => Run(token, request, outcome => Ended(token, outcome, shard)));
        }
    }

    public void Abandon(EffectToken token) => _running.Remove(token);

    private void Run(EffectToken token, EffectRequest request, Action<EffectOutcome> ended)
    {
        if (request.Kind == EffectKind.NotifyParent && _process.Cluster.Bug is PlantedBug.ChildNoticeLost && _process.Cluster.World.Chance.Happens(0.3))
        {
            ended(new EffectOutcome.Returned(JsonValue.Null));
        }
        else if (_handlers.TryGetValue(request.Kind, out var handler))
        {
            _ = Run(handler, token, request, ended);
        }
        else
        {
            _process.Cluster.Services.Call(request, outcome => _process.Post(() => ended(outcome)));
        }
    }

    /// <summary>No other thread ever goes on with it: whoever answers the command runs the rest of the handler, there and then.</summary>
    private async Task Run(IEffectHandler handler, EffectToken token, EffectRequest request, Action<EffectOutcome> ended)
    {
        try
        {
            ended(await handler.Perform(request, token, CancellationToken.None));
        }
#pragma warning disable CA1031 // The supervisor of the effect: the task is nobody's, and what it throws would be lost with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _process.Cluster.World.Fail(exception);
        }
    }

    private void Ended(EffectToken token, EffectOutcome outcome, int shard)
    {
        if (_running.Remove(token) && _process.Seats.Find(shard) is { } seated)
        {
            _process.Later(TimeSpan.Zero, () => _process.Seats.Feed(seated, new ShardInput.EffectEnded(token, outcome)));
        }
    }
}
