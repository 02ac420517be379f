using Continuo.Workflows.Documents;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint;

/// <summary>Tasks that nothing leads to, choices that fall through, retries without an end.</summary>
internal sealed class FlowCheck(WorkflowDefinition definition, DiagnosticBag diagnostics)
{
    public void Run()
    {
        var branches = definition.Nodes.OfType<ForkTask>().Select(fork => fork.Branches).ToHashSet();
        foreach (var list in definition.Nodes.OfType<ListNode>().Where(list => !branches.Contains(list)))
        {
            FindUnreachable(list);
        }

        foreach (var task in definition.Nodes.OfType<TaskNode>())
        {
            switch (task)
            {
                case SwitchTask choice:
                    CheckFallThrough(choice);
                    break;
                case TryTask { Catch.Retry: { Count: null, Duration: null, When: null, ExceptWhen: null } } attempt:
                    diagnostics.Add(DiagnosticCodes.EndlessRetry, attempt.Position, attempt.Pointer, $"'{attempt.Name}' is tried again without an end.", "Give the retry a limit: limit: { attempt: { count: 5 } }.");
                    break;
            }
        }
    }

    private void FindUnreachable(ListNode list)
    {
        if (list.Tasks.IsEmpty)
        {
            return;
        }

        var reached = new bool[list.Tasks.Length];
        var open = new Stack<int>([0]);
        reached[0] = true;
        while (open.TryPop(out var at))
        {
            foreach (var next in TaskFlow.After(list.Tasks[at]).Where(next => next >= 0 && !reached[next]))
            {
                reached[next] = true;
                open.Push(next);
            }
        }

        foreach (var task in list.Tasks.Where(task => !reached[task.Ordinal]))
        {
            diagnostics.Add(DiagnosticCodes.UnreachableTask, task.Position, task.Pointer, $"Nothing leads to the task '{task.Name}'.", "Remove it, or let a 'then' go to it.");
        }
    }

    /// <summary>A choice in which no case holds goes on with the task after it, which is mostly the first of the cases.</summary>
    private void CheckFallThrough(SwitchTask choice)
    {
        var next = choice.Ordinal + 1;
        if (choice.Cases.Any(option => option.When is null) || choice.Then.Kind != FlowKind.Continue || next >= choice.List.Tasks.Length)
        {
            return;
        }

        if (choice.Cases.Any(option => option.Then is { Kind: FlowKind.Jump } jump && jump.Ordinal == next))
        {
            diagnostics.Add(
                DiagnosticCodes.SwitchFallsThrough,
                choice.Position,
                choice.Pointer,
                $"When no case of '{choice.Name}' holds, the flow goes on with '{choice.List.Tasks[next].Name}' all the same.",
                "Add a case without 'when', or a 'then' to the task.");
        }
    }
}
