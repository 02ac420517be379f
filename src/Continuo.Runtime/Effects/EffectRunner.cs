using System.Collections.Concurrent;
using System.Collections.Frozen;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Driving;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Effects;

/// <summary>Performs effects: so many at a time, the others queue. What nobody waits for any more gives its slot back at once, and its result is dropped.</summary>
/// <remarks>Thread-safe. <see cref="Start"/> and <see cref="Abandon"/> neither block nor run a handler.</remarks>
internal sealed class EffectRunner
{
    private readonly FrozenDictionary<EffectKind, IEffectHandler> _handlers;
    private readonly ConcurrentDictionary<EffectToken, RunningEffect> _effects = new();
    private readonly ConcurrentQueue<RunningEffect> _queue = new();
    private readonly ILongPollHandler[] _polls;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private int _queued;
    private volatile bool _draining;

    public EffectRunner(IEnumerable<IEffectHandler> handlers, EngineLimits limits, TimeProvider time, ILogger<EffectRunner> logger)
    {
        _handlers = handlers.ToFrozenDictionary(handler => handler.Kind);
        _polls = [.. _handlers.Values.OfType<ILongPollHandler>()];
        Limits = limits;
        Time = time;
        Logger = logger;
    }

    /// <summary>Where outcomes go: the shard and what happened.</summary>
    public required Action<int, EffectToken, EffectOutcome> Report { get; init; }

    public EngineLimits Limits { get; }

    public TimeProvider Time { get; }

    public ILogger<EffectRunner> Logger { get; }

    public int InFlight => Volatile.Read(ref _inFlight);

    public int Queued => Volatile.Read(ref _queued);

    public void Start(EffectToken token, EffectRequest request, int shard)
    {
        var effect = new RunningEffect(this, token, request, shard);
        if (!_effects.TryAdd(token, effect))
        {
            return;
        }

        if (TryTakeSlot())
        {
            effect.Launch();
            return;
        }

        Interlocked.Increment(ref _queued);
        RuntimeTelemetry.EffectsQueued.Add(1);
        _queue.Enqueue(effect);
        LaunchQueued();
    }

    public void Abandon(EffectToken token)
    {
        if (_effects.TryRemove(token, out var effect))
        {
            effect.Cancel();
            if (effect.GiveUpSlot())
            {
                FreeSlot();
            }
        }
    }

    /// <summary>Completes when nothing is in flight any more, or when <paramref name="patience"/> is over; what is left then is cancelled and its results dropped.</summary>
    public async Task Drain(TimeSpan patience)
    {
        _draining = true;
        SignalIdle();
        try
        {
            await _idle.Task.WaitAsync(patience, Time);
        }
        catch (TimeoutException)
        {
            EffectRunnerLog.PatienceOver(Logger, InFlight, Queued);
        }

        AbandonAll();
    }

    public void AbandonAll()
    {
        foreach (var token in _effects.Keys)
        {
            Abandon(token);
        }
    }

    /// <summary>What was begun for a shard that is here no more.</summary>
    public void AbandonOf(int shard)
    {
        foreach (var (token, effect) in _effects)
        {
            if (effect.Shard == shard)
            {
                Abandon(token);
            }
        }
    }

    public IEffectHandler? HandlerFor(EffectKind kind) => _handlers.GetValueOrDefault(kind);

    /// <summary>A long poll waits. Its slot is another's, here and in the shard; the runner knows it on, to abandon it.</summary>
    public void Begun(RunningEffect effect)
    {
        if (_effects.ContainsKey(effect.Token) && effect.GiveUpSlot())
        {
            FreeSlot();
            Report(effect.Shard, effect.Token, new EffectOutcome.Begun());
        }
    }

    /// <summary>An instance has ended. Handlers that keep something open for it give it up.</summary>
    public void Ended(InstanceId instance)
    {
        foreach (var handler in _polls)
        {
            handler.Ended(instance);
        }
    }

    /// <summary>An attempt has ended; false when nobody waits for it any more.</summary>
    public bool Finish(RunningEffect effect, EffectOutcome outcome)
    {
        var wanted = _effects.TryRemove(effect.Token, out _);
        if (effect.GiveUpSlot())
        {
            FreeSlot();
        }

        if (!wanted)
        {
            RuntimeTelemetry.EffectsDropped.Add(1);
            return false;
        }

        if (outcome is EffectOutcome.Failed)
        {
            RuntimeTelemetry.EffectsFailed.Add(1);
        }

        Report(effect.Shard, effect.Token, outcome);
        return true;
    }

    private bool TryTakeSlot()
    {
        if (Interlocked.Increment(ref _inFlight) <= Limits.EffectsPerNode)
        {
            RuntimeTelemetry.EffectsInFlight.Add(1);
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    private void FreeSlot()
    {
        Interlocked.Decrement(ref _inFlight);
        RuntimeTelemetry.EffectsInFlight.Add(-1);
        LaunchQueued();
        SignalIdle();
    }

    /// <summary>Whoever queues and whoever frees a slot both look, so no effect is left behind a free slot.</summary>
    private void LaunchQueued()
    {
        while (!_queue.IsEmpty && TryTakeSlot())
        {
            if (!_queue.TryDequeue(out var effect))
            {
                Interlocked.Decrement(ref _inFlight);
                RuntimeTelemetry.EffectsInFlight.Add(-1);
                continue;
            }

            Interlocked.Decrement(ref _queued);
            RuntimeTelemetry.EffectsQueued.Add(-1);
            effect.Launch();
        }
    }

    private void SignalIdle()
    {
        if (_draining && InFlight == 0 && _queue.IsEmpty)
        {
            _idle.TrySetResult();
        }
    }
}
