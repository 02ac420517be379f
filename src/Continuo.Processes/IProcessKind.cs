namespace Continuo.Processes;

/// <summary>Performs one kind of <c>run</c>.</summary>
/// <remarks>
/// Called concurrently. Ends with the process, or as soon as it runs when it is not awaited (then the result says nothing). Kills what it started when
/// <c>cancellation</c> comes. Throws <see cref="ProcessFailedException"/> for what is the workflow's or the operator's affair.
/// </remarks>
internal interface IProcessKind
{
    AllowedProcesses Kind { get; }

    Task<ProcessResult> Run(ProcessWork work, CancellationToken cancellation);
}
