namespace Continuo.Cli.CommandLine;

/// <summary>Ends a command: a message for people and an exit code for scripts.</summary>
internal sealed class CliException(int exitCode, string message, string? remedy = null) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? Remedy { get; } = remedy;
}
