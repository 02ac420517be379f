using Continuo.Workflows.Expressions;

namespace Continuo.Workflows.Documents;

/// <summary>What <c>run</c> starts, beside workflows.</summary>
public enum ProcessKind
{
    Shell,
    Script,
    Container,
}

/// <summary>What of an ended process is the output of its task.</summary>
public enum ProcessReturn
{
    Stdout,
    Stderr,
    Code,
    All,
    None,
}

/// <summary><c>run: shell</c>, <c>script</c> or <c>container</c>.</summary>
public sealed class RunProcessTask : TaskNode
{
    public RunProcessTask()
    {
    }

    internal RunProcessTask(TaskHeader header)
        : base(header)
    {
    }

    public required ProcessKind Kind { get; init; }

    /// <summary>
    /// An object. All kinds: <c>stdin?</c>, <c>arguments?</c> (a list, or the older form, an object), <c>environment?</c>.
    /// Shell: <c>command</c>. Script: <c>language</c> (js or python), <c>code</c> unless there is a <see cref="Source"/>, <c>engine?</c> (jint).
    /// Container: <c>image</c>, <c>name?</c>, <c>command?</c>, <c>ports?</c>, <c>volumes?</c>, <c>cleanup</c>, <c>pullPolicy</c>.
    /// </summary>
    public required ValueTemplate With { get; init; }

    /// <summary>Where the script's text is, when it is not in the document.</summary>
    public CallEndpoint? Source { get; init; }

    /// <summary>How long an ended container stays, when it is to be removed eventually.</summary>
    public DurationTemplate? RemoveAfter { get; init; }

    public required bool Await { get; init; }

    public required ProcessReturn Return { get; init; }
}
