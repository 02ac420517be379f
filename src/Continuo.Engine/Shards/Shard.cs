using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>Everything that one shard decides: it is told what happened and says what to do.</summary>
/// <remarks>One thread. Never blocks. An exception of one instance becomes <c>stuck</c>, never escapes.</remarks>
public sealed class Shard
{
    /// <summary>Turns of one call; the rest goes on after a <see cref="ShardAction.Yield"/>.</summary>
    private const int TurnsPerContinue = 64;

    private static readonly ShardAction.Yield s_yield = new();
    private static readonly TimeSpan s_later = TimeSpan.FromSeconds(5);

    private readonly ShardState _state;
    private readonly Loading _loading;
    private readonly Turns _turns;
    private readonly Effects _effects;
    private readonly ShardTimers _timers;
    private readonly Deletions _deletions;
    private bool _isYielding;

    /// <param name="id">Which.</param>
    /// <param name="image">What the journal knew of it when it was adopted.</param>
    /// <param name="limits">Of the whole node.</param>
    /// <param name="ambient">Its surroundings.</param>
    /// <param name="shards">How many shards share the node's limits.</param>
    public Shard(ShardId id, ShardImage image, EngineLimits limits, IAmbient ambient, int shards = 1)
    {
        Id = id;
        _state = new(id, image, limits, ambient, shards);
        _loading = new(_state);
        _turns = new(_state, _loading);
        _effects = new(_state);
        _timers = new(_state, _loading, _effects);
        _deletions = new(_state, _loading);
    }

    public ShardId Id { get; }
    public ShardStatistics Statistics => _state.Statistics;

    /// <summary>Where a successor begins to read the event log for all, once everything appended so far is durable; each listener reads what it missed before.</summary>
    public long EventMark => _state.Events.Mark;

    /// <summary>The state of an instance as it is in memory now, for those who compare it with the journal; null when it is not there.</summary>
    internal InstanceState? InMemory(InstanceId instance) => _state.Instances.Find(instance) is { Phase: CellPhase.Live, State.Exists: true } cell ? cell.State : null;

    /// <summary>Takes one input and adds what is to be done.</summary>
    public void Handle(ShardInput input, DateTimeOffset now, List<ShardAction> actions)
    {
        _state.Actions = actions;
        if (_state.IsStopped)
        {
            RefuseAll(input);
            return;
        }

        _state.Advance(now);
        if (_state.Careful.TakeCulprit() is { } culprit)
        {
            _loading.Park(culprit);
        }

        try
        {
            Take(input);
            FinishUp();
        }
        catch (NewerJournalException e)
        {
            Stop($"The journal holds what this version cannot read: {e.Message}", isDrained: false);
        }
    }

    private void Take(ShardInput input)
    {
        switch (input)
        {
            case ShardInput.Continue:
                _isYielding = false;
                Serve();
                break;
            case ShardInput.EffectEnded ended:
                if (_effects.Ended(ended.Token, ended.Outcome) is { } cell)
                {
                    _effects.PerformNext(cell);
                }

                break;
            case ShardInput.Committed committed:
                _state.Committed(committed.Pos);
                break;
            case ShardInput.Command command:
                TakeCommand(command);
                break;
            case ShardInput.Publish publish:
                TakePublish(publish);
                break;
            case ShardInput.Rejected rejected:
                TakeRejected(rejected);
                break;
            case ShardInput.Loaded loaded:
                _loading.Loaded(loaded.Instance, loaded.Found);
                break;
            case ShardInput.DefinitionLoaded loaded:
                _loading.DefinitionLoaded(loaded.Hash, loaded.Found);
                break;
            case ShardInput.WakeRead read:
                _timers.Read(read);
                break;
            case ShardInput.Clock:
                _timers.Rang();
                break;
            case ShardInput.EventsAppended { Part: EventDelivery.Part } appended:
                _state.Events.Appended(appended.N, appended.Keys);
                break;
            case ShardInput.EventsRead { Part: EventDelivery.Part } read:
                _state.Events.Read(read.Events, read.Through, Offer);
                break;
            case ShardInput.EventsPlaced placed:
                _state.Admission.Queued--;
                _state.Answer(placed.Id, default, placed.Positions.IsDefaultOrEmpty ? new CommandResult.Busy("event log", s_later) : new CommandResult.Published(placed.Positions), 0);
                break;
            case ShardInput.Expired expired:
                _deletions.Take(expired);
                break;
            case ShardInput.Drain:
                _state.Admission.IsDraining = true;
                _effects.GiveUpBusy();
                break;
        }
    }

    private void Serve()
    {
        for (var turns = 0; turns < TurnsPerContinue && _state.Rounds.Take() is { } cell; turns++)
        {
            _turns.Serve(cell);
        }
    }

    private void FinishUp()
    {
        if (_state.Admission.IsDraining)
        {
            _loading.GiveUpSuspects();
            StopIfDrained();
        }
        else
        {
            _timers.Serve();
            _state.Events.Step();
            if (_state.LoadsOutstanding < Loading.MostOutstanding && _state.Events.NextRead() is { } read)
            {
                _state.Actions.Add(read);
            }
        }

        if (!_state.IsStopped)
        {
            _state.Careful.Step();
        }

        _state.Instances.Trim(_state.DurablePos);
        if (!_isYielding && !_state.IsStopped && (_state.Rounds.Count > 0 || (_state.Events.HasWork && !_state.Admission.IsDraining)))
        {
            _isYielding = true;
            _state.Actions.Add(s_yield);
        }

        _state.Statistics.CommandsQueued = _state.Admission.Queued;
        _state.Statistics.TimersInMemory = _state.Wakes.Count + _state.Deadlines.Count;
    }

    private void TakeCommand(ShardInput.Command command)
    {
        if (!_state.Replies.Accept(command.Id, _state.Actions))
        {
            _state.Statistics.DuplicateCommands++;
            return;
        }

        var cell = _state.Instances.Find(command.Instance);
        if (_state.Admission.Check(command.Stimulus, cell?.Commands ?? 0) is { } busy)
        {
            _state.Statistics.RefusedCommands++;
            _state.Answer(command.Id, command.Instance, busy, 0);
            return;
        }

        cell ??= command.Stimulus is Stimulus.Start { Request.FreshId: true } ? _loading.Create(command.Instance) : _loading.Need(command.Instance);
        QueuedStimulus queued = _state.Replies.WasDone(command.Id) ? new(new Stimulus.Inspect(), command.Id, WasDone: true) : new(command.Stimulus, command.Id);
        _state.Admission.Queued += Enqueue(cell, queued) ? 1 : 0;
    }

    private void TakePublish(ShardInput.Publish publish)
    {
        if (!_state.Replies.Accept(publish.Id, _state.Actions))
        {
            _state.Statistics.DuplicateCommands++;
            return;
        }

        if (_state.Admission.CheckShard() is { } busy)
        {
            _state.Statistics.RefusedCommands++;
            _state.Answer(publish.Id, default, busy, 0);
            return;
        }

        if (publish.Events.IsEmpty)
        {
            _state.Answer(publish.Id, default, new CommandResult.Published([]), 0);
            return;
        }

        _state.Admission.Queued++;
        _state.Actions.Add(new ShardAction.AppendEvents(_state.NextPosition(), publish.Id, publish.Part, publish.Events, _state.Now));
    }

    private void TakeRejected(ShardInput.Rejected rejected)
    {
        _state.Statistics.RejectedCommits++;
        var isGuilty = rejected.Reason is not ("instance-exists" or "earlier-rejected" or "disk-full");
        CommandResult instead = rejected.Reason == "instance-exists"
            ? new CommandResult.Conflict("instance-exists", $"There is an instance '{rejected.Instance}' already.")
            : isGuilty ? new CommandResult.Refused(rejected.Reason, $"What '{rejected.Instance}' was to record is refused by the store.")
            : new CommandResult.Busy(rejected.Reason, s_later);
        _state.Replies.Rejected(rejected.Instance, rejected.Pos, instead, _state.Actions);

        if (_state.Instances.Find(rejected.Instance) is not { Phase: not CellPhase.Quarantined } cell || rejected.Pos <= cell.BornAfter)
        {
            return;
        }

        // Its head is not stored, so nothing waits for it: the journal says what there is.
        var exists = cell.Number < rejected.Pos;
        cell.HeadPos = 0;
        var why = $"The store refuses a commit of it: {rejected.Reason}.";
        if (isGuilty && exists && cell.State.Status == InstanceStatus.Stuck)
        {
            // Not even that it is stuck can be recorded.
            _loading.Quarantine(cell, why);
        }
        else
        {
            // The same turn again would be refused again.
            _loading.Reload(cell, isGuilty && exists ? 1 : 0, isGuilty ? why : null, exists);
        }
    }

    private bool Enqueue(InstanceCell cell, QueuedStimulus queued)
    {
        if (cell.Phase == CellPhase.Quarantined)
        {
            _loading.Refuse(cell, queued);
            return false;
        }

        cell.Enqueue(queued);
        if (cell.Phase == CellPhase.Live)
        {
            _state.Rounds.Add(cell, queued.Class);
        }

        return true;
    }

    private void Offer(InstanceId instance, Stimulus.EventsOffered offered) => Enqueue(_loading.Need(instance), new(offered, null));

    private void StopIfDrained()
    {
        if (_state.Rounds.Count == 0 && _state.LoadsOutstanding == 0 && _state.EffectsInFlight == 0 && _state.Admission.Queued == 0)
        {
            Stop("Drained.", isDrained: true);
        }
    }

    private void Stop(string reason, bool isDrained)
    {
        _state.IsStopped = true;
        _state.Actions.Add(new ShardAction.Stop(reason, isDrained, _state.LastPos));
    }

    private void RefuseAll(ShardInput input)
    {
        var command = input switch
        {
            ShardInput.Command sent => sent.Id,
            ShardInput.Publish sent => sent.Id,
            _ => (CommandId?)null,
        };
        if (command is { } id)
        {
            _state.Actions.Add(new ShardAction.Reply(id, new CommandResult.Busy("stopped", s_later), 0));
        }
    }
}
