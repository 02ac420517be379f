using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Driving;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>One attempt of an effect, from the queue to its outcome.</summary>
#pragma warning disable CA1001 // The source has no timer and no link, so there is nothing to free; and a late Abandon may still cancel it.
internal sealed class RunningEffect(EffectRunner runner, EffectToken token, EffectRequest request, int shard) : IThreadPoolWorkItem
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _cancellation = new();
    private int _holdsSlot;

    public EffectToken Token => token;

    public int Shard => shard;

    /// <summary>With its slot taken: runs on the thread pool, on this very thread next if it belongs to the pool.</summary>
    public void Launch()
    {
        Volatile.Write(ref _holdsSlot, 1);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>True once, for whoever is to free the slot.</summary>
    public bool GiveUpSlot() => Interlocked.Exchange(ref _holdsSlot, 0) == 1;

    // A callback that a handler has registered must not run on a driver's thread.
    public void Cancel() => _ = _cancellation.CancelAsync();

    public void Execute() => _ = Run();

    private async Task Run()
    {
        runner.Finish(this, await Perform());
    }

    private async ValueTask<EffectOutcome> Perform()
    {
        if (runner.HandlerFor(request.Kind) is not { } handler)
        {
            return new EffectOutcome.Failed(request.Kind == EffectKind.Process
                ? EffectErrors.Authorization("This host starts no processes: it would need AddContinuoProcesses of Continuo.Processes, and its permission.")
                : EffectErrors.Configuration($"This host has no handler for effects of kind {request.Kind}."));
        }

        if (_cancellation.IsCancellationRequested)
        {
            // Abandoned while it was queued: nobody wants it performed any more.
            return new EffectOutcome.Failed(EffectErrors.Timeout("The call was abandoned."));
        }

        using var activity = RuntimeTelemetry.Activities.StartActivity("effect");
        activity?.SetTag("continuo.effect.kind", request.Kind.ToString());
        activity?.SetTag("continuo.instance", token.Instance.Text);
        activity?.SetTag("continuo.task", request.Pointer);
        try
        {
            return Checked(await (handler is ILongPollHandler poll
                ? poll.Perform(request, token, () => runner.Begun(this), _cancellation.Token)
                : handler.Perform(request, token, _cancellation.Token)));
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return new EffectOutcome.Failed(EffectErrors.Timeout("The call was abandoned."));
        }
        catch (SecretMissingException exception)
        {
            return new EffectOutcome.Failed(EffectErrors.Authorization(exception.Message));
        }
#pragma warning disable CA1031 // The supervisor of the effect: a handler or a user's function may throw anything; the workflow sees it as an error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            EffectRunnerLog.HandlerThrew(runner.Logger, request.Kind, request.Pointer, token.Instance.Text, exception);
            return new EffectOutcome.Failed(EffectErrors.Runtime($"{exception.GetType().FullName}: {exception.Message}"));
        }
    }

    private EffectOutcome Checked(EffectOutcome outcome) =>
        outcome is EffectOutcome.Returned returned && ValueBounds.Broken(returned.Result, runner.Limits) is { } broken
            ? new EffectOutcome.Failed(EffectErrors.Runtime($"The result {broken}."))
            : outcome;
}
