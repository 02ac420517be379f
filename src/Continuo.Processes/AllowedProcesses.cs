namespace Continuo.Processes;

/// <summary>What a workflow may start on this machine. Nothing unless the operator says so: who deploys a workflow would otherwise own the machine.</summary>
[Flags]
public enum AllowedProcesses
{
    None = 0,

    /// <summary><c>run: shell</c>.</summary>
    Shell = 1,

    /// <summary><c>run: script</c>, embedded JavaScript included.</summary>
    Script = 2,

    /// <summary><c>run: container</c>.</summary>
    Container = 4,
}
