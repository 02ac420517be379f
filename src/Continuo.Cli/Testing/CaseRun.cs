using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;

namespace Continuo.Cli.Testing;

/// <summary>Runs one case on the real engine, without waiting for anything.</summary>
internal sealed class CaseRun : IAsyncDisposable
{
    private const int MostMoves = 500_000;
    private static readonly InstanceId s_instance = new("test");

    private readonly TestCase _case;
    private readonly WorkflowDefinition _definition;
    private readonly StubbedEffects _effects;
    private readonly VirtualStore _store;
    private readonly VirtualShard _shard;
    private readonly List<TestEvent> _events;
    private readonly List<string> _problems = [];
    private InstanceView? _view;

    private CaseRun(TestCase given, ImmutableArray<WorkflowDefinition> definitions)
    {
        (_case, _definition, _events) = (given, definitions[^1], [.. given.Events]);
        var secrets = new CaseSecrets(given.Secrets);
        _effects = new StubbedEffects(new StubTable(given.Stubs), secrets);
        _store = new VirtualStore(definitions.ToDictionary(one => one.Hash));
        _shard = new VirtualShard(_store, definitions, new VirtualAmbient(secrets), _effects, given.Now);
    }

    /// <param name="given">The case.</param>
    /// <param name="definitions">The workflow last, and before it those that it may run.</param>
    public static async Task<CaseResult> Of(TestCase given, ImmutableArray<WorkflowDefinition> definitions)
    {
        await using var run = new CaseRun(given, definitions);
        return await run.Run();
    }

    public ValueTask DisposeAsync() => _effects.DisposeAsync();

    private async Task<CaseResult> Run()
    {
        string? missing = null;
        try
        {
            await ToTheEnd();
        }
        catch (MissingStubException nobody)
        {
            missing = $"nothing stands in for {nobody.Message}. Add to 'stubs':\n{nobody.ToAdd}";
        }

        if (missing is not null)
        {
            _problems.Add(missing);
        }
        else if (_view is { } view && _problems.Count == 0)
        {
            _problems.AddRange(_events.Select(unpublished => $"events: the event '{unpublished.Event["type"].AsString}' was never published: {(view.Status.IsFinal() ? "the instance ended first" : "what it waits for never came")}."));
            _problems.AddRange(CaseChecks.Of(_case.Expect, new CaseFacts(view, [.. Tasks()], _effects.Calls, _shard.Emitted, (view.FinishedAt ?? _shard.Now) - _case.Now)));
        }

        return new CaseResult(_case, [.. _problems], _view, [.. Tasks().Select(EffectPattern.NameOf)]);
    }

    private async Task ToTheEnd()
    {
        _shard.Begin();
        _shard.Ask(s_instance, new Stimulus.Start(new StartRequest
        {
            Definition = _definition.Hash,
            Workflow = _definition.Name,
            Version = _definition.Version,
            AskedVersion = _definition.Version,
            Input = _case.Input,
            FreshId = true,
        }), Started);
        for (var moves = 0; ; moves++)
        {
            if (moves > MostMoves)
            {
                _problems.Add($"it does not come to rest: after {MostMoves:N0} moves it still runs, at {_shard.Now:O} on its clock.");
                return;
            }

            if (await _shard.Move())
            {
                continue;
            }

            await Look();
            if (_problems.Count > 0 || _view is not { } view || view.Status.IsFinal() || view.Status == InstanceStatus.Stuck || !Advance())
            {
                return;
            }
        }
    }

    private void Started(CommandResult result)
    {
        if (result is not CommandResult.Started)
        {
            _problems.Add($"it was not started: {result}");
        }
    }

    private async Task Look()
    {
        _shard.Ask(s_instance, new Stimulus.Inspect(), result => _view = (result as CommandResult.Viewed)?.Instance);
        while (await _shard.Move())
        {
        }
    }

    /// <summary>At rest: publishes the next event that may be, or else lets time pass. False when nothing will ever happen.</summary>
    private bool Advance()
    {
        if (_events.Find(IsDue) is { } due)
        {
            _events.Remove(due);
            _shard.Publish(due.Event, _ => { });
            return true;
        }

        var timed = _events.Where(one => one.After is not null).Select(one => (DateTimeOffset?)(_case.Now + one.After!.Value)).Min();
        var next = _shard.Next is { } own && (timed is null || own < timed) ? own : timed;
        if (next is not { } at)
        {
            return false;
        }

        _shard.Jump(at);
        return true;
    }

    private bool IsDue(TestEvent one) => one switch
    {
        { After: { } after } => _case.Now + after <= _shard.Now,
        { Task: { } task } => Tasks().Any(new EffectPattern("task", task).MeetsTask),

        // Those without a time keep their order.
        _ => _store.IsListening && ReferenceEquals(_events.Find(other => other is { After: null, Task: null }), one),
    };

    /// <summary>The pointers of the tasks that ran, in the order in which they were entered.</summary>
    private IEnumerable<string> Tasks()
    {
        var tasks = _definition.Nodes.OfType<TaskNode>().Select(task => task.Pointer).ToHashSet(StringComparer.Ordinal);
        return _store.HistoryOf(s_instance)
            .Where(fact => fact.Kind is "opened" or "ran" && !fact.Data["skipped"].IsTruthy && fact.Pointer is { } pointer && tasks.Contains(pointer))
            .Select(fact => fact.Pointer!);
    }
}
