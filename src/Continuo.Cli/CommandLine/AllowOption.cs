using System.CommandLine;
using Continuo.Processes;

namespace Continuo.Cli.CommandLine;

/// <summary><c>--allow</c>: what workflows may start on this machine. Nothing without it.</summary>
internal static class AllowOption
{
    private static readonly Dictionary<string, AllowedProcesses> s_kinds = new()
    {
        ["shell"] = AllowedProcesses.Shell,
        ["script"] = AllowedProcesses.Script,
        ["container"] = AllowedProcesses.Container,
    };

    public static Option<string[]> Create()
    {
        var option = new Option<string[]>("--allow")
        {
            Description = "What workflows may start on this machine: shell, script, container; several are separated by ','. Nothing without it.",
            HelpName = "kinds",
        };
        option.Validators.Add(result =>
        {
            foreach (var kind in result.Tokens.SelectMany(token => Split(token.Value)).Where(kind => !s_kinds.ContainsKey(kind)))
            {
                result.AddError($"--allow: '{kind}' is none of {string.Join(", ", s_kinds.Keys)}.");
            }
        });
        return option;
    }

    public static AllowedProcesses Read(string[]? given) =>
        (given ?? []).SelectMany(Split).Aggregate(AllowedProcesses.None, (all, kind) => all | s_kinds[kind]);

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
