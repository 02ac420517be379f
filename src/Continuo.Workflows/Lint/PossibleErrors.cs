using Continuo.Workflows.Documents;
using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Lint;

/// <summary>The errors that tasks can end with, when that can be said: whatever calls out can end with any.</summary>
internal sealed class PossibleErrors
{
    /// <summary>By type and status; a status that is not given is not known.</summary>
    public HashSet<(string? Type, int? Status)> Types { get; } = [];

    /// <summary>False when the errors of a task are not known.</summary>
    public bool AddList(ListNode list) => list.Tasks.All(Add);

    private bool Add(TaskNode task)
    {
        if (task.InputSchema is not null || task.OutputSchema is not null || task.ExportSchema is not null)
        {
            Add(ErrorTypes.Validation);
        }

        if (task.Timeout is not null)
        {
            Add(ErrorTypes.Timeout);
        }

        // An extension does what it wants.
        return task.Extensions.IsEmpty && task.Compensate is null
            && Adds(task.If) && Adds(task.InputFrom) && Adds(task.OutputAs) && Adds(task.ExportAs) && Adds(task.Timeout)
            && AddBody(task);
    }

    private bool AddBody(TaskNode task)
    {
        switch (task)
        {
            case SetTask set:
                return Adds(set.Value);
            case WaitTask wait:
                return Adds(wait.Duration);
            case DoTask body:
                return AddList(body.Body);
            case ForkTask fork:
                return AddList(fork.Branches);
            case SwitchTask choice:
                return choice.Cases.All(option => Adds(option.When));
            case ForTask loop:
                return Adds(loop.In) && Adds(loop.While) && AddList(loop.Body);
            case TryTask attempt:
                return AddList(attempt.Body) && (attempt.Catch.Do is not { } handler || AddList(handler)) && Adds(attempt.Catch.When) && Adds(attempt.Catch.ExceptWhen);
            case RaiseTask { Error: { Type: ValueTemplate.Literal { Value: { IsString: true } type } } error }:
                Types.Add((type.String, error.Status));
                return Adds(error.Title) && Adds(error.Detail) && Adds(error.Instance);
            default:
                return false;
        }
    }

    private void Add(StandardError error) => Types.Add((error.Uri, error.Status));

    private bool Adds(ValueTemplate? template)
    {
        if (template is null or ValueTemplate.Literal)
        {
            return true;
        }

        AddOfExpression();
        return true;
    }

    private bool Adds(RuntimeExpression? expression)
    {
        if (expression is not null)
        {
            AddOfExpression();
        }

        return true;
    }

    private bool Adds(DurationTemplate? duration) => Adds(duration?.Expression);

    /// <summary>It may fail, run into a limit, or ask for a secret that is not there.</summary>
    private void AddOfExpression()
    {
        foreach (var error in (ReadOnlySpan<StandardError>)[ErrorTypes.Expression, ErrorTypes.Runtime, ErrorTypes.Configuration, ErrorTypes.Validation, ErrorTypes.Authorization, ErrorTypes.Authentication])
        {
            Types.Add((error.Uri, null));
        }
    }
}
