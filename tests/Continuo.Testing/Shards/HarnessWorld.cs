using System.Collections.Concurrent;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Testing.Shards;

/// <summary>Performs the effects of a <see cref="ShardHarness"/>: those among instances by commands to the same shard, all others as the test says.</summary>
internal sealed class HarnessWorld(ShardHarness harness)
{
    // The same text is loaded thousands of times by tests that crash everywhere.
    private static readonly ConcurrentDictionary<string, WorkflowDefinition> s_definitions = new();

    private readonly Dictionary<CommandId, (EffectToken Token, Func<CommandResult, EffectOutcome> Outcome)> _asked = [];

    public static WorkflowDefinition Load(string yaml) => s_definitions.GetOrAdd(yaml, text =>
    {
        var loaded = WorkflowLoader.Load(text).Checked();
        return loaded.Definition ?? throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics));
    });

    public static StartRequest RequestOf(WorkflowDefinition definition, JsonValue input) => new()
    {
        Definition = definition.Hash,
        Workflow = definition.Name,
        Version = definition.Version,
        AskedVersion = "",
        Input = input,
    };

    public void Crash() => _asked.Clear();

    public void Perform(EffectToken token, EffectRequest request)
    {
        switch (request.Kind)
        {
            case EffectKind.StartChild:
                StartChild(token, request);
                break;
            case EffectKind.CancelChild:
                Ask(token, new(request.Arguments["id"].String), new Stimulus.Cancel("parent"), Returned);
                break;
            case EffectKind.NotifyParent:
                var error = request.Arguments["error"];
                var parent = request.Parent!;
                Ask(token, parent.Instance, new Stimulus.ChildEnded(parent.Effect, token.Instance, request.Arguments["output"], error.IsNull ? null : WorkflowError.FromJson(error)), Returned);
                break;
            case EffectKind.Emit:
                var id = harness.NextCommand();
                _asked.Add(id, (token, Returned));
                harness.Give(new ShardInput.Publish(id, 0, [request.Arguments]));
                break;
            default:
                if (harness.Perform(request) is { } outcome)
                {
                    harness.Give(new ShardInput.EffectEnded(token, outcome));
                }

                break;
        }
    }

    public void Answered(CommandId command, CommandResult result)
    {
        if (_asked.Remove(command, out var asked))
        {
            harness.Give(new ShardInput.EffectEnded(asked.Token, result is CommandResult.Busy busy ? new EffectOutcome.Busy(busy.RetryAfter) : asked.Outcome(result)));
        }
    }

    private static EffectOutcome Returned(CommandResult result) => new EffectOutcome.Returned(JsonValue.Null);

    private void StartChild(EffectToken token, EffectRequest request)
    {
        var definition = harness.Store.Definitions.Values.First(d => d.Name.Name == request.Arguments["name"].String);
        var start = RequestOf(definition, request.Arguments["input"]) with
        {
            Parent = new(token.Instance, token.Effect),
            Depth = request.Depth + 1,
            EventMark = harness.Store.EventTail,
        };
        Ask(token, token.Instance.Child(token.Effect), new Stimulus.Start(start), result => result is CommandResult.Started
            ? new EffectOutcome.ChildStarted()
            : new EffectOutcome.Failed(new("about:blank", 409, Detail: result.ToString())));
    }

    private void Ask(EffectToken token, InstanceId instance, Stimulus stimulus, Func<CommandResult, EffectOutcome> outcome)
    {
        var id = harness.NextCommand();
        _asked.Add(id, (token, outcome));
        harness.Give(new ShardInput.Command(id, instance, stimulus));
    }
}
