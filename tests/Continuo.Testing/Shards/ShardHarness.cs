using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Simulator.Checking;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Testing.Shards;

/// <summary>Plays driver, journal and world for one shard, deterministically, one thing at a time; the shard can be dropped and adopted again at any point.</summary>
/// <remarks>What a crash loses: what is not committed, what waits to be done, what the shard was about to be told. What it keeps: <see cref="Store"/>, and the world.</remarks>
public sealed class ShardHarness
{
    private const int MostMoves = 1_000_000;

    private readonly EngineLimits _limits;
    private readonly Queue<ShardInput> _inputs = new();
    private readonly List<ShardAction> _held = [];
    private readonly List<ShardAction> _uncommitted = [];
    private readonly List<ShardAction> _actions = [];
    private readonly HarnessWorld _world;
    private readonly Dictionary<CommandId, ShardInput> _unanswered = [];
    private ActionChecker _checker = new(0);
    private long _durable;
    private int _commands;
    private DateTimeOffset? _alarm;
    private int _adoptions;

    public ShardHarness(EngineLimits? limits = null)
    {
        (_limits, _world) = (limits ?? EngineLimits.Default, new HarnessWorld(this));
        Adopt();
    }

    public HarnessStore Store { get; } = new();

    public Shard Shard { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How effects of the outside end; null leaves them in flight. Without one they return their arguments.</summary>
    public Func<EffectRequest, EffectOutcome?> Perform { get; set; } = request => new EffectOutcome.Returned(request.Arguments);

    /// <summary>The values of secrets; one that throws breaks the turn that compares it.</summary>
    public Func<string, JsonValue?> Secret { get; set; } = _ => null;

    /// <summary>Effects that need not wait for the facts that ask for them.</summary>
    public Func<EffectRequest, bool> Pure { get; set; } = _ => false;

    /// <summary>How much later each look at the clock that measures turns finds it.</summary>
    public TimeSpan TimePerLook { get; set; }

    /// <summary>Every effect that reached the world, in order.</summary>
    public List<(EffectToken Token, EffectRequest Request)> Performed { get; } = [];

    /// <summary>Effects that were told that nobody waits for them any more.</summary>
    public List<EffectToken> Abandoned { get; } = [];

    /// <summary>Told of each action just before it is done: what it gives is taken first.</summary>
    public Action<ShardAction> Before { get; set; } = _ => { };

    public Dictionary<CommandId, CommandResult> Replies { get; } = [];

    /// <summary>Instances whose end was announced.</summary>
    public List<InstanceId> Ended { get; } = [];

    public string? Stopped { get; private set; }

    /// <summary>Moves made so far: a crash can be put before each of them.</summary>
    public int Moves { get; private set; }

    /// <summary>The move before which the shard is dropped; the next ones follow as given.</summary>
    public Queue<int> Crashes { get; } = new();

    public WorkflowDefinition Deploy(string yaml)
    {
        var definition = HarnessWorld.Load(yaml);
        Store.Definitions[definition.Hash] = definition;
        return definition;
    }

    public CommandId Start(WorkflowDefinition definition, string id, JsonValue input = default, bool fresh = false) =>
        Send(id, new Stimulus.Start(HarnessWorld.RequestOf(definition, input) with { FreshId = fresh, EventMark = Store.EventTail }));

    public CommandId Send(string instance, Stimulus stimulus) => Send(new InstanceId(instance), stimulus);

    public CommandId Send(InstanceId instance, Stimulus stimulus)
    {
        var id = NextCommand();
        return Ask(id, new ShardInput.Command(id, instance, stimulus));
    }

    public CommandId Publish(params JsonValue[] events)
    {
        var id = NextCommand();
        return Ask(id, new ShardInput.Publish(id, 0, [.. events]));
    }

    public void Give(ShardInput input) => _inputs.Enqueue(input);

    /// <summary>The instance as the shard shows it.</summary>
    public InstanceView View(string instance)
    {
        var id = Send(instance, new Stimulus.Inspect());
        Run();
        return Replies[id] is CommandResult.Viewed viewed ? viewed.Instance : throw new InvalidOperationException($"Not shown: {Replies[id]}");
    }

    /// <summary>Goes on until nothing happens without the clock.</summary>
    public void Run()
    {
        while (Move())
        {
            if (Crashes.TryPeek(out var move) && Moves >= move)
            {
                Crashes.Dequeue();
                Crash();
            }

            if (Moves > MostMoves)
            {
                throw new InvalidOperationException("It does not come to rest.");
            }
        }
    }

    /// <summary>Lets time pass, stopping at each alarm.</summary>
    public void Pass(TimeSpan time)
    {
        var end = Now + time;
        Run();
        while (_alarm is { } alarm && alarm <= end)
        {
            Now = alarm > Now ? alarm : Now;
            _alarm = null;
            Give(new ShardInput.Clock());
            Run();
        }

        Now = end;
    }

    /// <summary>Drops the shard and adopts it again from the store. Who has no answer asks again under the same id.</summary>
    public void Crash()
    {
        _inputs.Clear();
        _held.Clear();
        _uncommitted.Clear();
        _world.Crash();
        Adopt();
        foreach (var command in _unanswered.Values)
        {
            Give(command);
        }
    }

    internal CommandId NextCommand() => new(new Guid(++_commands, 0, 0, new byte[8]));

    internal CommandId Ask(CommandId id, ShardInput command)
    {
        _unanswered.Add(id, command);
        Give(command);
        return id;
    }

    private void Adopt()
    {
        var image = Store.ReadImage();
        _durable = image.LastPos;
        _checker = new(image.LastPos);
        _alarm = null;
        Shard = new(new(0), image, _limits, new SeededAmbient(17 + _adoptions++, image.LastPos) { OtherSecrets = name => Secret(name), TimePerLook = () => TimePerLook, Pure = request => Pure(request) });
        Give(new ShardInput.Clock());
    }

    /// <summary>One move: an input, or else what may be done, or else a commit of all that waits for one, or else the next turns of what yielded.</summary>
    private bool Move()
    {
        Moves++;
        if (_inputs.TryDequeue(out var input))
        {
            Handle(input);
            return true;
        }

        return DoFirst(action => action is not ShardAction.Yield && action.After <= _durable)
            || Commit()
            || DoFirst(action => action is ShardAction.Yield);
    }

    private bool DoFirst(Predicate<ShardAction> isReady)
    {
        var ready = _held.FindIndex(isReady);
        if (ready < 0)
        {
            return false;
        }

        var action = _held[ready];
        _held.RemoveAt(ready);
        Do(action);
        return true;
    }

    private void Handle(ShardInput input)
    {
        _checker.Gives(input);
        _actions.Clear();
        Shard.Handle(input, Now, _actions);
        foreach (var action in _actions)
        {
            _checker.Asked(action);
            (action is ShardAction.Append or ShardAction.AppendEvents or ShardAction.Delete or ShardAction.Care or ShardAction.Park ? _uncommitted : _held).Add(action);
        }
    }

    private bool Commit()
    {
        if (_uncommitted.Count == 0)
        {
            return false;
        }

        var batch = _uncommitted.ToArray();
        _uncommitted.Clear();
        foreach (var action in batch)
        {
            switch (action)
            {
                case ShardAction.Append append when Store.Store(append) is { } reason:
                    Reject(append, reason);
                    break;
                case ShardAction.Delete delete: Store.Delete(delete); break;
                case ShardAction.Care care: Store.Store(care); break;
                case ShardAction.Park park: Store.Store(park); break;
                case ShardAction.AppendEvents append:
                    var (places, added) = Store.Store(append);
                    Give(new ShardInput.EventsPlaced(append.Id, places));
                    Give(new ShardInput.EventsAppended(append.Part, Store.EventTail, added));
                    break;
            }
        }

        _durable = Store.LastPos;

        // All that has been appended is durable now, so the mark is true of the store.
        Store.EventMark = Math.Max(Store.EventMark, Shard.EventMark);
        Give(new ShardInput.Committed(_durable));
        return true;
    }

    private void Reject(ShardAction.Append append, string reason)
    {
        // What waits for a commit that is not stored, and is about its instance, is never done.
        _held.RemoveAll(action => action.After == append.Pos
            && action is ShardAction.Perform or ShardAction.Abandon or ShardAction.Reply or ShardAction.Ended);
        Give(new ShardInput.Rejected(append.Instance, append.Pos, reason));
    }

    private void Do(ShardAction action)
    {
        Before(action);
        _checker.Does(action);
        DurabilityChecker.Holds(Store, action, Pure);
        if (Store.Answer(action) is { } answer)
        {
            Give(answer);
            return;
        }

        switch (action)
        {
            case ShardAction.Perform perform:
                Performed.Add((perform.Token, perform.Request));
                _world.Perform(perform.Token, perform.Request);
                break;
            case ShardAction.Reply reply:
                Replies[reply.Id] = reply.Result;
                _unanswered.Remove(reply.Id);
                _world.Answered(reply.Id, reply.Result);
                break;
            case ShardAction.Abandon abandon:
                Abandoned.Add(abandon.Token);
                break;
            case ShardAction.Ended ended:
                Ended.Add(ended.Instance);
                break;
            case ShardAction.Alarm alarm:
                _alarm = alarm.At;
                break;
            case ShardAction.Yield:
                Give(new ShardInput.Continue());
                break;
            case ShardAction.Stop stop:
                Stopped = stop.Reason;
                break;
        }
    }
}
