namespace Continuo.Engine.Instances;

/// <summary>The one list of statuses, everywhere.</summary>
public enum InstanceStatus : byte
{
    Pending,
    Running,
    Waiting,
    Suspended,
    Stuck,
    Completed,
    Faulted,
    Cancelled,
}

public enum CompensationStatus : byte
{
    None,
    Running,
    Completed,
    Failed,
}

public static class InstanceStatuses
{
    /// <summary>Whether the instance has ended, well or not.</summary>
    public static bool IsFinal(this InstanceStatus status) => status >= InstanceStatus.Completed;

    /// <summary>The word that the API, the CLI and the store use.</summary>
    public static string Word(this InstanceStatus status) => status switch
    {
        InstanceStatus.Pending => "pending",
        InstanceStatus.Running => "running",
        InstanceStatus.Waiting => "waiting",
        InstanceStatus.Suspended => "suspended",
        InstanceStatus.Stuck => "stuck",
        InstanceStatus.Completed => "completed",
        InstanceStatus.Faulted => "faulted",
        InstanceStatus.Cancelled => "cancelled",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <inheritdoc cref="Word(InstanceStatus)"/>
    public static string Word(this CompensationStatus status) => status switch
    {
        CompensationStatus.None => "none",
        CompensationStatus.Running => "running",
        CompensationStatus.Completed => "completed",
        CompensationStatus.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
