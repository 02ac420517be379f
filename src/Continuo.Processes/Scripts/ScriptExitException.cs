namespace Continuo.Processes.Scripts;

/// <summary>The script called <c>process.exit</c>.</summary>
internal sealed class ScriptExitException(int code) : Exception
{
    public int Code { get; } = code;
}
