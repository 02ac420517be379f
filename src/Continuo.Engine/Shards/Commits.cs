using System.Diagnostics;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;

namespace Continuo.Engine.Shards;

/// <summary>A turn to one commit, and all that waits for it.</summary>
internal sealed class Commits(ShardState shard)
{
    private readonly Effects _effects = new(shard);

    /// <param name="cell">Whose turn it was.</param>
    /// <param name="turn">What it produced.</param>
    /// <param name="taken">What it took.</param>
    /// <param name="wasFinal">Whether the instance had ended before.</param>
    public void Commit(InstanceCell cell, Turn turn, List<Taken> taken, bool wasFinal)
    {
        if (turn.Facts.Count > 0)
        {
            Append(cell, turn);
        }

        // Not ahead of the facts that say so. Without facts there is nothing newer than the head.
        var after = shard.HeadOf(cell);
        foreach (var effect in turn.Abandoned)
        {
            _effects.Abandon(cell, effect, after);
        }

        foreach (var effect in turn.Issued)
        {
            // What the same turn asked for and gave up is not asked for.
            if (cell.State.Effects.ContainsKey(effect))
            {
                cell.Slots.Request(effect, after);
            }
        }

        _effects.PerformNext(cell);
        Answer(cell, taken, after);
        if (!wasFinal && cell.State.Status.IsFinal())
        {
            shard.Actions.Add(new ShardAction.Ended(cell.Id, after));
        }
    }

    private void Append(InstanceCell cell, Turn turn)
    {
        var facts = Interpreter.Seal(turn);
        var state = cell.State;
        var isFirst = cell.Number == 0;
        ReadOnlyMemory<byte>? snapshot = cell.Snapshots.IsDue(facts.Length, shard.Limits) ? new(StateCodec.Encode(state)) : null;
        var columns = WrittenRow.Of(state);

        // The row of an instance that may leave memory now is exact, so that nobody has to remember its head.
        var writesRow = isFirst || snapshot is not null || columns != cell.Written || columns.Wake != WakeAt.Runnable;

        var pos = shard.NextPosition();
        var number = isFirst ? pos : cell.Number;
        shard.Actions.Add(new ShardAction.Append(
            pos,
            cell.Id,
            number,
            cell.Seq + 1,
            cell.HeadPos,
            facts,
            writesRow ? Row(state, columns, number, pos, isFirst) : null,
            snapshot,
            turn.SubscriptionsAdded.Count + turn.SubscriptionsEnded.Count > 0 ? new([.. turn.SubscriptionsAdded], [.. turn.SubscriptionsEnded]) : null,
            turn.Now));

        cell.Number = number;
        cell.Seq++;
        cell.HeadPos = pos;
        cell.Written = writesRow ? columns : cell.Written;
        cell.Snapshots.Committed(facts.Length);
        if (snapshot is { } written)
        {
            cell.Snapshots.Renewed(written.Length);
        }

        shard.Statistics.Commits++;
    }

    private static InstanceRow Row(InstanceState state, WrittenRow columns, long number, long pos, bool isFirst) => new(
        number,
        state.Id,
        state.Run,
        state.Definition,
        state.Workflow,
        state.Version,
        columns.Status,
        columns.Compensation,
        columns.Incident,
        state.Parent?.Instance,
        columns.Wake,
        pos,
        state.CreatedAt,
        state.FinishedAt,
        isFirst ? state.Labels : default);

    private void Answer(InstanceCell cell, List<Taken> taken, long after)
    {
        InstanceView? view = null;
        foreach (var (queued, answer) in taken)
        {
            if (queued.Command is null || answer is null)
            {
                continue;
            }

            shard.Answer(queued.Command, cell.Id, answer.Result ?? Show(answer.Kind, view ??= Interpreter.ViewOf(cell.State, cell.Definition!)), after);
        }
    }

    private static CommandResult Show(AnswerKind kind, InstanceView view) => kind switch
    {
        AnswerKind.Started => new CommandResult.Started(view, false),
        AnswerKind.Existed => new CommandResult.Started(view, true),
        AnswerKind.Viewed => new CommandResult.Viewed(view),
        AnswerKind.Done => new CommandResult.Done(view),
        _ => throw new UnreachableException(),
    };
}
