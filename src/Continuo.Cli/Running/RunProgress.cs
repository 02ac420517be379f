using System.Diagnostics;
using Continuo.Cli.Output;
using Continuo.Engine.Instances;

namespace Continuo.Cli.Running;

/// <summary>What a run is doing, on the error stream. Silent when the result is for a program.</summary>
internal sealed class RunProgress(Terminal terminal, bool isSilent, Stopwatch watch)
{
    private string _last = "";

    public void Started(InstanceView view) => Say($"{view.Workflow}@{view.Version} started as {view.Id}");

    public void Seen(InstanceView view)
    {
        var now = string.Join(", ", view.Tasks.Select(task => $"{task.Pointer}{(task.Iteration.Length == 0 ? "" : $" [{task.Iteration}]")} {task.Status}{(task.Attempt > 1 ? $" (attempt {task.Attempt})" : "")}"));
        if (now != _last && now.Length > 0)
        {
            _last = now;
            Say(now);
        }
    }

    public void Published(int count) => Say($"{count} {(count == 1 ? "event" : "events")} published");

    public void Ended(InstanceView? view, WorkflowError? unfinished)
    {
        if (unfinished is not null)
        {
            Say($"error: {unfinished.Detail}");
        }

        if (view is not null)
        {
            Ended(view, unfinished is null);
        }
    }

    private void Ended(InstanceView view, bool saysStatus)
    {
        if (saysStatus)
        {
            SayStatus(view);
        }

        if (view.Error is { } error)
        {
            Say($"error: {error.Title ?? error.Type} ({error.Status}){(error.Instance is null ? "" : $" at {error.Instance}")}{(error.Detail is null ? "" : $": {error.Detail}")}");
        }

        if (view.Incident is { } incident)
        {
            Say($"incident: {incident}");
        }
    }

    private void SayStatus(InstanceView view) =>
        Say(view.Status.IsFinal() || view.Status == InstanceStatus.Stuck
            ? view.Status.Word()
            : $"the time is up; it is {view.Status.Word()}{(view.Tasks.IsDefaultOrEmpty ? "" : $" at {view.Tasks[0].Pointer}")}");

    private void Say(string line)
    {
        if (!isSilent)
        {
            terminal.Note($"{watch.Elapsed.TotalSeconds,7:0.000}s  {line}");
        }
    }
}
