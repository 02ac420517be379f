using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>Each command is answered once; the same command again gets the same answer, within a bounded window.</summary>
internal sealed class Replies
{
    private const int Window = 512;

    private readonly HashSet<CommandId> _pending = [];

    // Without a reply where it would hold a view of the instance: the instance is shown anew.
    private readonly Dictionary<CommandId, ShardAction.Reply?> _answered = [];
    private readonly Queue<CommandId> _order = new();
    private readonly Queue<Unsettled> _unsettled = new();

    /// <summary>Whether the command is new. One that is being served is answered when it is done; one that was answered is answered again.</summary>
    public bool Accept(CommandId command, List<ShardAction> actions)
    {
        if (_answered.TryGetValue(command, out var reply) && reply is not null)
        {
            actions.Add(reply);
            return false;
        }

        return _pending.Add(command);
    }

    /// <summary>Whether the command has had its effect, so that it is only shown what became of it.</summary>
    public bool WasDone(CommandId command) => _answered.TryGetValue(command, out var reply) && reply is null;

    /// <summary>Answers once <paramref name="after"/> is durable.</summary>
    public void Answer(CommandId command, InstanceId instance, CommandResult result, long after, List<ShardAction> actions)
    {
        var reply = new ShardAction.Reply(command, result, after);
        actions.Add(reply);
        _pending.Remove(command);
        if (IsWorthKeeping(result))
        {
            Keep(command, result is CommandResult.Done ? null : reply);
        }

        if (after > 0)
        {
            _unsettled.Enqueue(new(after, instance, command));
        }
    }

    public void Committed(long durable)
    {
        while (_unsettled.TryPeek(out var first) && first.After <= durable)
        {
            _unsettled.Dequeue();
        }
    }

    /// <summary>The commits of an instance from <paramref name="pos"/> on are not stored: what was answered about them is taken back.</summary>
    public void Rejected(InstanceId instance, long pos, CommandResult instead, List<ShardAction> actions)
    {
        for (var left = _unsettled.Count; left > 0; left--)
        {
            var answer = _unsettled.Dequeue();
            if (answer.Instance != instance || answer.After < pos)
            {
                _unsettled.Enqueue(answer);
                continue;
            }

            _answered.Remove(answer.Command);
            actions.Add(new ShardAction.Reply(answer.Command, instead, 0));
        }
    }

    // A reader reads anew, a start finds what it started, and who was told to wait tries again under the same id.
    private static bool IsWorthKeeping(CommandResult result) => result is not (CommandResult.Viewed or CommandResult.Started or CommandResult.Busy or CommandResult.NotFound
        or CommandResult.Explained or CommandResult.Planned { Plan.IsDone: false });

    private void Keep(CommandId command, ShardAction.Reply? reply)
    {
        if (_answered.TryAdd(command, reply))
        {
            _order.Enqueue(command);
            if (_order.Count > Window)
            {
                _answered.Remove(_order.Dequeue());
            }
        }
    }

    private readonly record struct Unsettled(long After, InstanceId Instance, CommandId Command);
}
