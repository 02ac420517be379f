using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Shards;

/// <summary>A turn to one commit, and all that waits for it.</summary>
internal sealed class Commits(ShardState shard)
{
    private readonly Effects _effects = new(shard);
    private readonly Dictionary<int, EffectRequest> _requests = [];

    /// <param name="cell">Whose turn it was.</param>
    /// <param name="turn">What it produced.</param>
    /// <param name="taken">What it took.</param>
    /// <param name="wasFinal">Whether the instance had ended before.</param>
    public void Commit(InstanceCell cell, Turn turn, List<Taken> taken, bool wasFinal)
    {
        // Whatever may throw comes before the position: one that is given and never committed would stay the instance's head.
        Prepare(cell, turn);
        InstanceView? view = taken.Exists(one => one is { Queued.Command: not null, Answer.Result: null }) ? Interpreter.ViewOf(cell.State, cell.Definition!) : null;
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
            if (_requests.ContainsKey(effect))
            {
                cell.Slots.Request(effect, after);
            }
        }

        _effects.PerformNext(cell, _requests);
        _requests.Clear();
        Answer(cell, taken, view, after);
        if (!wasFinal && cell.State.Status.IsFinal())
        {
            shard.Actions.Add(new ShardAction.Ended(cell.Id, after));
        }
    }

    private void Prepare(InstanceCell cell, Turn turn)
    {
        _requests.Clear();
        foreach (var effect in turn.Issued)
        {
            // What the same turn asked for and gave up is not asked for.
            if (cell.State.Effects.ContainsKey(effect))
            {
                _requests[effect] = Interpreter.RequestOf(cell.State, cell.Definition!, effect);
            }
        }
    }

    private void Append(InstanceCell cell, Turn turn)
    {
        var facts = Interpreter.Seal(turn);
        var state = cell.State;
        var isFirst = cell.Number == 0;
        var written = facts.Length + turn.Facts.Payloads!.NewBytes;
        var snapshot = cell.Snapshots.IsDue(written, shard.Limits) ? StateCodec.Take(state) : null;
        var columns = WrittenRow.Of(state);
        SubscriptionChanges? subscriptions = turn.SubscriptionsAdded.Count + turn.SubscriptionsEnded.Count > 0
            ? new([.. turn.SubscriptionsAdded], [.. turn.SubscriptionsEnded])
            : null;

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
            writesRow ? Row(state, columns, number, pos, isFirst) with { Fields = FieldsOf(cell, columns) } : null,
            snapshot?.Bytes,
            subscriptions,
            turn.Now)
        {
            Payloads = PayloadsOf(turn.Facts.Payloads, snapshot),
        });

        cell.Number = number;
        cell.Seq++;
        cell.HeadPos = pos;
        if (writesRow)
        {
            cell.Written = columns;
            cell.WrittenFields = new(columns.Fields, columns.Error);
        }

        cell.Snapshots.Committed(written);
        if (snapshot is not null)
        {
            cell.Snapshots.Renewed(snapshot.Size);
            state.Payloads.Keep(snapshot.Payloads);
        }

        shard.Statistics.Commits++;
    }

    private static PayloadChanges? PayloadsOf(PayloadWriter facts, Snapshot? snapshot)
    {
        var mentioned = facts.Mentioned;
        return mentioned.IsEmpty && snapshot is null or { Payloads.IsEmpty: true }
            ? null
            : new([.. facts.New, .. snapshot?.New ?? []], [.. mentioned.Select(entry => entry.Hash)], snapshot is null ? [] : [.. snapshot.Payloads.Select(entry => entry.Hash)]);
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

    /// <summary>Default for the many whose fields are as they were.</summary>
    private static ImmutableArray<KeyValuePair<string, JsonValue>> FieldsOf(InstanceCell cell, WrittenRow columns) =>
        cell.WrittenFields == new WrittenFields(columns.Fields, columns.Error) ? default : IndexedFields.Of(columns.Fields, columns.Error);

    private void Answer(InstanceCell cell, List<Taken> taken, InstanceView? view, long after)
    {
        foreach (var (queued, answer) in taken)
        {
            if (queued.Command is null || answer is null)
            {
                continue;
            }

            shard.Answer(queued.Command, cell.Id, answer.Result ?? Show(answer.Kind, view!), after);
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
