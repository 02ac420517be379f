using System.Text.RegularExpressions;
using Continuo.Processes.Running;
using Microsoft.Extensions.Options;

namespace Continuo.Processes.Shells;

/// <summary><c>run: shell</c>: a command for the shell of the platform.</summary>
internal sealed partial class ShellKind(ProcessStarter starter, IOptions<ProcessesOptions> options) : IProcessKind
{
    public AllowedProcesses Kind => AllowedProcesses.Shell;

    public Task<ProcessResult> Run(ProcessWork work, CancellationToken cancellation)
    {
        var arguments = ProcessText.Arguments(work.With["arguments"]);
        var command = work.Text("command");
        if (command.Contains('\0', StringComparison.Ordinal))
        {
            throw ProcessFailedException.Runtime("A command cannot hold the character U+0000.");
        }

        var launch = new Launch
        {
            Program = OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh",
            Arguments = OperatingSystem.IsWindows() ? ["/d", "/s", "/c", command, .. arguments] : ["-c", WithArguments(command, arguments.Length > 0), "sh", .. arguments],
            Environment = work.Environment,
            Directory = options.Value.WorkingDirectory ?? Environment.CurrentDirectory,
            Stdin = work.Stdin,
            KeepsStdout = work.KeepsStdout,
            KeepsStderr = work.KeepsStderr,
        };
        return starter.Run(launch, work.IsAwaited, null, cancellation);
    }

    /// <summary>Arguments are <c>$1</c> and so on; a command that looks at none of them gets them at its end (D16).</summary>
    public static string WithArguments(string command, bool any) =>
        !any || Reference().IsMatch(command) ? command : command.TrimEnd() + " \"$@\"";

    [GeneratedRegex(@"\$(?:[1-9@*#]|\{[#!]?[1-9@*#])")]
    private static partial Regex Reference();
}
