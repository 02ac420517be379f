using System.CommandLine;
using System.Text.Json;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo instance purge</c> and <c>continuo workflow delete</c>.</summary>
internal static class PurgeCommands
{
    private static readonly string[] s_ends = ["completed", "faulted", "cancelled"];

    public static Command Instances(Terminal terminal)
    {
        var id = new Argument<string?>("ID") { Description = "The instance; its children that have ended go with it.", Arity = ArgumentArity.ZeroOrOne };
        var status = new Option<string[]>("--status") { Description = "Those that ended so; several: in one of these ways.", HelpName = "status" }.AcceptOnlyFromAmong(s_ends);
        var workflow = new Option<string>("--workflow") { Description = "Those of this workflow.", HelpName = "NAMESPACE/NAME[@VERSION]" };
        var label = new Option<string[]>("--label") { Description = "Those with this label; several: with each of them.", HelpName = "name=value" };
        var older = new Option<TimeSpan?>("--older-than") { Description = "Those that ended so long ago: 30m, 2d.", HelpName = "duration", CustomParser = Durations.Parse };
        var dry = Dry();
        var command = new Command("purge", "Delete ended instances with their histories, before their retention is over.") { id, status, workflow, label, older, dry };
        command.SetAction(async (parsed, cancellation) =>
        {
            var query = new InstanceQuery
            {
                Statuses = parsed.GetValue(status) ?? [],
                Workflow = parsed.GetValue(workflow),
                Labels = [.. (parsed.GetValue(label) ?? []).Select(text => text.Replace('=', ':'))],
            };
            var hasFilter = query.Statuses.Count > 0 || query.Workflow is not null || query.Labels.Count > 0 || parsed.GetValue(older) is not null;
            var one = parsed.GetValue(id);
            if (one is null == !hasFilter)
            {
                throw new CliException(ExitCode.Invalid, "Name an instance, or say by --status, --workflow, --label or --older-than which ones go.", "Either the one or the other. --dry-run shows what would go.");
            }

            var client = ServerOptions.Connect(parsed);
            var report = one is not null
                ? await client.Purge(one, parsed.GetValue(dry), cancellation)
                : await client.Purge(query, parsed.GetValue(older), parsed.GetValue(dry), cancellation);
            return Say(report, ContinuoCommandLine.IsJson(parsed), terminal);
        });
        return HelpWithExamples.Examples(command, "continuo instance purge order-7", "continuo instance purge --workflow shop/order --status completed --older-than 2d --dry-run");
    }

    public static Command Workflow(Terminal terminal)
    {
        var workflow = new Argument<string>("WORKFLOW") { Description = "NAMESPACE/NAME@VERSION." };
        var dry = Dry();
        var command = new Command("delete", "Delete a version that no instance runs or ran on.") { workflow, dry };
        command.SetAction(async (parsed, cancellation) =>
        {
            var reference = WorkflowRef.Parse(parsed.GetValue(workflow)!);
            if (reference.Version is not { } version)
            {
                throw new CliException(ExitCode.Invalid, $"'{parsed.GetValue(workflow)}' names no version.", "Write it as NAMESPACE/NAME@VERSION.");
            }

            var deleted = await ServerOptions.Connect(parsed).DeleteWorkflow(reference.Namespace, reference.Name, version, parsed.GetValue(dry), cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(deleted);
            }
            else
            {
                terminal.Line($"{reference.Namespace}/{reference.Name}@{version} {(parsed.GetValue(dry) ? "would be deleted" : "deleted")}");
            }

            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo workflow delete shop/order@1.0.0", "continuo workflow delete shop/order@1.0.0 --dry-run");
    }

    private static Option<bool> Dry() => new("--dry-run") { Description = "Only say what would go." };

    private static int Say(JsonElement report, bool json, Terminal terminal)
    {
        var kept = report.GetProperty("kept");
        if (json)
        {
            terminal.Json(report);
        }
        else
        {
            foreach (var one in report.GetProperty("ids").EnumerateArray())
            {
                terminal.Line(one.GetString()!);
            }

            foreach (var one in kept.EnumerateArray())
            {
                terminal.Note($"{one.GetProperty("id").GetString()} stays: {one.GetProperty("why").GetString()}");
            }

            terminal.Note($"{report.GetProperty("purged").GetInt64()} {(report.GetProperty("dryRun").GetBoolean() ? "would be purged" : "purged")}");
        }

        return kept.GetArrayLength() > 0 ? ExitCode.Partly : ExitCode.Ok;
    }
}
