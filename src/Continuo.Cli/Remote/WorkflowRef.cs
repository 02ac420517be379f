using System.CommandLine;
using Continuo.Cli.CommandLine;

namespace Continuo.Cli.Remote;

/// <summary>A workflow as arguments name it: <c>NAMESPACE/NAME[@VERSION]</c>.</summary>
internal sealed record WorkflowRef(string Namespace, string Name, string? Version)
{
    public static Argument<string> Argument() => new("WORKFLOW") { Description = "NAMESPACE/NAME, or NAMESPACE/NAME@VERSION for other than the latest." };

    public static WorkflowRef Parse(string text)
    {
        var at = text.IndexOf('@');
        var name = at < 0 ? text : text[..at];
        var version = at < 0 ? null : text[(at + 1)..];
        return name.Split('/') is [{ Length: > 0 } space, { Length: > 0 } own] && version != ""
            ? new WorkflowRef(space, own, version)
            : throw new CliException(ExitCode.Invalid, $"'{text}' names no workflow.", "Write it as NAMESPACE/NAME or NAMESPACE/NAME@VERSION; 'continuo workflow list' shows them.");
    }
}
