using System.Collections.Immutable;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Lint.Typing;

/// <summary>What each kind of task makes of its input.</summary>
internal sealed partial class DataFlow
{
    private static readonly DataType s_error = DataType.Named(
        ("type", DataType.Text),
        ("status", DataType.Number),
        ("title", DataType.Text.OrNull()),
        ("detail", DataType.Any),
        ("details", DataType.Any),
        ("instance", DataType.Text.OrNull()));

    private DataType Body(TaskNode task, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        switch (task)
        {
            case DoTask body:
                return List(body.Body, input, variables);
            case SetTask set:
                return _types.Infer(set.Value, input, variables);
            case SwitchTask choice:
                foreach (var option in choice.Cases)
                {
                    _types.Condition(option.When, input, variables);
                }

                return input;
            case ForTask loop:
                return Loop(loop, input, variables);
            case ForkTask fork:
                foreach (var branch in fork.Branches.Tasks)
                {
                    Task(branch, input, variables);
                }

                _seen.Add(fork.Branches);
                return DataType.Any;
            case TryTask attempt:
                return Attempt(attempt, input, variables);
            case RaiseTask raise:
                Each(input, variables, raise.Error.Title, raise.Error.Detail, raise.Error.Instance, raise.Error.Type);
                return DataType.Nothing;
            case WaitTask wait:
                _types.Duration(wait.Duration, input, variables);
                return input;
            case EmitTask emit:
                _types.Infer(emit.With, input, variables);
                return DataType.Object;
            case ListenTask listen:
                Consume(listen.Foreach, variables);
                return DataType.ArrayOf(DataType.Any);
            default:
                Effect(task, input, variables);
                return DataType.Any;
        }
    }

    private DataType Loop(ForTask loop, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        var item = _types.Collection(loop.In, loop.Position, input, variables);
        var inside = variables.SetItem(loop.Each, item).SetItem(loop.At, DataType.Number);
        if (loop.While is { } condition)
        {
            _types.Condition(condition, DataType.Any, inside);
        }

        List(loop.Body, DataType.Any, inside);
        return DataType.Any;
    }

    private DataType Attempt(TryTask attempt, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        var output = List(attempt.Body, input, variables);
        var handler = attempt.Catch;
        var inside = variables.SetItem(handler.As, s_error);
        _types.Pointer = attempt.Pointer;
        _types.Condition(handler.When, s_error, inside);
        _types.Condition(handler.ExceptWhen, s_error, inside);
        if (handler.Retry is { } retry)
        {
            _types.Condition(retry.When, s_error, inside);
            _types.Condition(retry.ExceptWhen, s_error, inside);
            foreach (var duration in (ReadOnlySpan<DurationTemplate?>)[retry.Delay, retry.AttemptDuration, retry.Duration, retry.JitterFrom, retry.JitterTo])
            {
                _types.Duration(duration, DataType.Any, inside);
            }
        }

        return output.Or(handler.Do is null ? input : List(handler.Do, DataType.Any, inside));
    }

    private void Consume(EventIterator? iterator, ImmutableDictionary<string, DataType> variables)
    {
        if (iterator?.Do is { } body)
        {
            List(body, DataType.Any, variables.SetItem(iterator.Item, DataType.Any).SetItem(iterator.At, DataType.Number));
        }
    }

    private void Effect(TaskNode task, DataType input, ImmutableDictionary<string, DataType> variables)
    {
        switch (task)
        {
            case HttpCallTask { Call: var call }:
                _types.Endpoint(call.Endpoint, task.Position, input, variables);
                Each(input, variables, call.Headers, call.Query, call.Body);
                break;
            case FunctionCallTask call:
                Each(input, variables, call.With);
                break;
            case DeclaredCallTask call:
                Each(input, variables, call.With);
                break;
            case RunWorkflowTask run:
                Each(input, variables, run.Input);
                break;
            case RunProcessTask run:
                Each(input, variables, run.With);
                _types.Duration(run.RemoveAfter, input, variables);
                break;
            case ProtocolCallTask call:
                Each(input, variables, call.With);
                foreach (var endpoint in call.Endpoints)
                {
                    _types.Endpoint(endpoint.Uri, task.Position, input, variables);
                }

                _types.Duration(call.Subscription?.For, input, variables);
                Consume(call.Subscription?.Foreach, variables);
                break;
        }
    }

    private void Each(DataType input, ImmutableDictionary<string, DataType> variables, params ReadOnlySpan<ValueTemplate?> templates)
    {
        foreach (var template in templates)
        {
            if (template is not null)
            {
                _types.Infer(template, input, variables);
            }
        }
    }
}
