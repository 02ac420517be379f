using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;

namespace Continuo.Processes;

/// <summary>Performs <c>run: shell</c>, <c>script</c> and <c>container</c>. Secrets are resolved here and nowhere else, and what leaves is masked.</summary>
internal sealed class ProcessHandler : IEffectHandler, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan s_tidying = TimeSpan.FromSeconds(5);

    private readonly ProcessesOptions _options;
    private readonly ISecretSource _secrets;
    private readonly Dictionary<AllowedProcesses, IProcessKind> _kinds;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _ending = new();

    public ProcessHandler(IEnumerable<IProcessKind> kinds, ISecretSource secrets, TimeProvider time, IOptions<ProcessesOptions> options)
    {
        _time = time;
        _options = options.Value;
        _secrets = secrets;
        _kinds = kinds.ToDictionary(kind => kind.Kind);
        _slots = new SemaphoreSlim(_options.MaxProcesses);
    }

    public EffectKind Kind => EffectKind.Process;

    public async ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation)
    {
        var word = request.Arguments["run"].AsString ?? "";
        if (!Enum.TryParse<AllowedProcesses>(word, ignoreCase: true, out var kind) || !_kinds.TryGetValue(kind, out var performer))
        {
            return Failed(EffectErrors.Configuration($"This version runs no '{word}'."), request);
        }

        if (!_options.Allowed.HasFlag(kind))
        {
            return Failed(EffectErrors.Authorization($"'run: {word}' is off: workflows start no processes here until the operator allows it. Start continuo with --allow {word}."), request);
        }

        var found = new CallSecrets(_secrets);
        try
        {
            var work = new ProcessWork(request, found.Resolve(request.Arguments), found);
            return new EffectOutcome.Returned(found.Mask().Apply(await Run(performer, work, word, cancellation)));
        }
        catch (ProcessFailedException problem)
        {
            return Failed(found.Mask().Apply(problem.Error), request);
        }
        catch (SecretMissingException problem)
        {
            return Failed(EffectErrors.Authorization(problem.Message), request);
        }
    }

    /// <summary>Nothing that is awaited outlives the host.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
        _slots.Dispose();
    }

    /// <summary>Ends what runs, and gives it the time to tidy up: a container is removed by a call that takes a moment.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        using var limit = new CancellationTokenSource(s_tidying, _time);
        try
        {
            for (var i = 0; i < _options.MaxProcesses; i++)
            {
                // Whoever has every slot is alone.
                await _slots.WaitAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What hangs must not hold up the end of the host.
        }

        Dispose();
    }

    private async Task<JsonValue> Run(IProcessKind performer, ProcessWork work, string word, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _ending.Token);
        await Enter(either.Token);
        try
        {
            var result = await performer.Run(work, either.Token);
            return work.IsAwaited ? result.Output(work.Return, word) : JsonValue.Null;
        }
        finally
        {
            Leave();
        }
    }

    private async Task Enter(CancellationToken cancellation)
    {
        var entered = _slots.WaitAsync(cancellation);
        if (entered.IsCompletedSuccessfully)
        {
            return;
        }

        ProcessTelemetry.Waiting.Add(1);
        try
        {
            await entered;
        }
        finally
        {
            ProcessTelemetry.Waiting.Add(-1);
        }
    }

    private void Leave()
    {
        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // The host has ended under a process, which is being killed.
        }
    }

    private static EffectOutcome.Failed Failed(WorkflowError error, EffectRequest request) => new(error with { Instance = request.Pointer });
}
