using System.Collections.Immutable;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Drives one real shard with a clock that jumps to whatever is due next, once nothing is left to do now.</summary>
internal sealed class VirtualShard(VirtualStore store, ImmutableArray<WorkflowDefinition> definitions, VirtualAmbient ambient, StubbedEffects effects, DateTimeOffset now)
{
    private readonly Shard _shard = new(new ShardId(0), VirtualStore.Empty, EngineLimits.Default, ambient);
    private readonly Queue<ShardInput> _inputs = new();
    private readonly Queue<ShardAction> _actions = new();
    private readonly List<ShardAction> _handled = [];
    private readonly Dictionary<CommandId, Action<CommandResult>> _asked = [];
    private readonly PriorityQueue<(EffectToken Token, ShardInput Input), (DateTimeOffset, int)> _later = new();
    private readonly HashSet<EffectToken> _abandoned = [];
    private int _numbers;
    private bool _yields;
    private DateTimeOffset? _alarm;

    public DateTimeOffset Now { get; private set; } = now;

    /// <summary>Every event that the workflow emitted, in order.</summary>
    public List<JsonValue> Emitted { get; } = [];

    /// <summary>When the next thing happens by itself; null when nothing ever will.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            var wake = store.NextWake;
            var next = _later.TryPeek(out _, out var due) && (wake is null || due.Item1 < wake) ? due.Item1 : wake;

            // The rows of instances that wait for a call do not say when its time is up, but the shard knows. It also wants to be woken every few minutes to look for more, which leads nowhere here.
            return next is not null && store.IsOwed && _alarm < next ? _alarm : next;
        }
    }

    public void Begin() => _inputs.Enqueue(new ShardInput.Clock());

    public void Ask(InstanceId instance, Stimulus stimulus, Action<CommandResult> answered)
    {
        var id = NextCommand();
        _asked.Add(id, answered);
        _inputs.Enqueue(new ShardInput.Command(id, instance, stimulus));
    }

    public void Publish(JsonValue cloudEvent, Action<CommandResult> answered)
    {
        var id = NextCommand();
        _asked.Add(id, answered);
        _inputs.Enqueue(new ShardInput.Publish(id, 0, [cloudEvent]));
    }

    /// <summary>One thing that is to be done now; false when there is none.</summary>
    public async ValueTask<bool> Move()
    {
        if (_actions.TryDequeue(out var action))
        {
            await Do(action);
            return true;
        }

        if (_inputs.Count == 0 && _yields)
        {
            _yields = false;
            _inputs.Enqueue(new ShardInput.Continue());
        }

        if (!_inputs.TryDequeue(out var input))
        {
            return false;
        }

        _handled.Clear();
        _shard.Handle(input, Now, _handled);
        _handled.ForEach(_actions.Enqueue);
        return true;
    }

    /// <summary>Lets time pass.</summary>
    public void Jump(DateTimeOffset to)
    {
        Now = to > Now ? to : Now;
        _alarm = _alarm <= Now ? null : _alarm;
        while (_later.TryPeek(out var next, out var due) && due.Item1 <= Now)
        {
            _later.Dequeue();
            if (!_abandoned.Remove(next.Token))
            {
                _inputs.Enqueue(next.Input);
            }
        }

        _inputs.Enqueue(new ShardInput.Clock());
    }

    private async ValueTask Do(ShardAction action)
    {
        if (store.Answer(action) is { } answer)
        {
            _inputs.Enqueue(answer);
            return;
        }

        switch (action)
        {
            case ShardAction.Append append when !store.Store(append):
                _inputs.Enqueue(new ShardInput.Rejected(append.Instance, append.Pos, "instance-exists"));
                break;
            case ShardAction.Append append:
                _inputs.Enqueue(new ShardInput.Committed(append.Pos));
                break;
            case ShardAction.AppendEvents append:
                var (places, added) = store.Store(append);
                _inputs.Enqueue(new ShardInput.EventsPlaced(append.Id, places));
                _inputs.Enqueue(new ShardInput.EventsAppended(append.Part, store.EventTail, added));
                _inputs.Enqueue(new ShardInput.Committed(append.Pos));
                break;
            case ShardAction.Perform perform:
                await Perform(perform.Token, perform.Request);
                break;
            case ShardAction.Abandon abandon:
                _abandoned.Add(abandon.Token);
                break;
            case ShardAction.Reply reply when _asked.Remove(reply.Id, out var answered):
                answered(reply.Result);
                break;
            case ShardAction.Alarm alarm:
                _alarm = alarm.At;
                break;
            case ShardAction.Yield:
                _yields = true;
                break;
        }
    }

    private async ValueTask Perform(EffectToken token, EffectRequest request)
    {
        switch (request.Kind)
        {
            case EffectKind.CancelChild:
                Ask(new(request.Arguments["id"].AsString ?? ""), new Stimulus.Cancel($"The parent {token.Instance} waits no longer."), _ => End(token, JsonValue.Null));
                return;
            case EffectKind.Document:
                // Whoever stands in for the call needs no document.
                End(token, JsonValue.Null);
                return;
            case EffectKind.NotifyParent:
                var error = request.Arguments["error"];
                var ended = new Stimulus.ChildEnded(request.Parent!.Effect, token.Instance, request.Arguments["output"], error.IsNull ? null : WorkflowError.FromJson(error));
                Ask(request.Parent.Instance, ended, _ => End(token, JsonValue.Null));
                return;
        }

        if (request.Kind == EffectKind.Emit)
        {
            Emitted.Add(request.Arguments);
        }

        if (await effects.Perform(request, token) is { } performed)
        {
            Later(token, request, performed.Outcome, performed.Delay);
        }
        else if (request.Kind == EffectKind.Emit)
        {
            Publish(request.Arguments, _ => End(token, request.Arguments));
        }
        else if (request.Kind == EffectKind.StartChild)
        {
            StartChild(token, request);
        }
        else
        {
            throw MissingStubs.Of(request);
        }
    }

    private void Later(EffectToken token, EffectRequest request, EffectOutcome outcome, TimeSpan delay)
    {
        ShardInput input = new ShardInput.EffectEnded(token, outcome);
        if (request.Kind == EffectKind.StartChild && request.Arguments["await"].IsTruthy)
        {
            // A stand-in for a child that is waited for: it starts at once, and its end is told as a child would tell it.
            _inputs.Enqueue(new ShardInput.EffectEnded(token, new EffectOutcome.ChildStarted()));
            var ended = new Stimulus.ChildEnded(token.Effect, token.Instance.Child(token.Effect), (outcome as EffectOutcome.Returned)?.Result ?? JsonValue.Null, (outcome as EffectOutcome.Failed)?.Error);
            input = new ShardInput.Command(NextCommand(), token.Instance, ended);
        }

        _later.Enqueue((token, input), (Now + delay, ++_numbers));
        if (delay <= TimeSpan.Zero)
        {
            Jump(Now);
        }
    }

    private void StartChild(EffectToken token, EffectRequest request)
    {
        var name = new WorkflowName(request.Arguments["namespace"].AsString ?? "", request.Arguments["name"].AsString ?? "");
        var version = request.Arguments["version"].AsString is { Length: > 0 } asked and not "latest" ? asked : null;
        var definition = definitions.LastOrDefault(one => one.Name == name && (version is null || one.Version == version)) ?? throw MissingStubs.Of(request);
        var start = new StartRequest
        {
            Definition = definition.Hash,
            Workflow = name,
            Version = definition.Version,
            AskedVersion = version ?? "",
            Input = request.Arguments["input"],
            Parent = new ParentLink(token.Instance, token.Effect),
            Depth = request.Depth + 1,
            EventMark = store.EventTail,
        };
        var awaited = request.Arguments["await"].IsTruthy;
        Ask(token.Instance.Child(token.Effect), new Stimulus.Start(start), result => _inputs.Enqueue(new ShardInput.EffectEnded(
            token,
            result is not CommandResult.Started ? new EffectOutcome.Failed(Runtime.Effects.EffectErrors.Runtime(result.ToString()))
            : awaited ? new EffectOutcome.ChildStarted()
            : new EffectOutcome.Returned(JsonValue.Null))));
    }

    private void End(EffectToken token, JsonValue result) => _inputs.Enqueue(new ShardInput.EffectEnded(token, new EffectOutcome.Returned(result)));

    private CommandId NextCommand() => new(new Guid(++_numbers, 0, 0, new byte[8]));
}
