using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo instance cancel | suspend | resume | retry</c>: one instance by its id, or many by <c>--where</c>.</summary>
internal static class SteeringCommands
{
    public static Command Cancel(Terminal terminal)
    {
        var targets = new TargetOptions();
        var keep = new Option<bool>("--no-compensate") { Description = "Do not undo the tasks that have completed." };
        var reason = Reason();
        var command = new Command("cancel", "End instances; what they have completed is undone where the workflow says how.") { keep, reason };
        targets.AddTo(command);
        command.SetAction((parsed, cancellation) => targets.Run(
            parsed,
            terminal,
            (client, id) => client.Cancel(id, !parsed.GetValue(keep), parsed.GetValue(reason), cancellation),
            () => new JsonObject.Builder().Set("action", "cancel").Set("compensate", !parsed.GetValue(keep)).Set("reason", parsed.GetValue(reason)),
            cancellation));
        return HelpWithExamples.Examples(
            command,
            "continuo instance cancel order-7",
            "continuo instance cancel order-7 --no-compensate --reason 'shipped by hand'",
            "continuo instance cancel --where 'workflow = shop/order and status = waiting and age > 30d' --dry-run");
    }

    public static Command Suspend(Terminal terminal)
    {
        var targets = new TargetOptions();
        var reason = Reason();
        var command = new Command("suspend", "Take no more steps until they are resumed.") { reason };
        targets.AddTo(command);
        command.SetAction((parsed, cancellation) => targets.Run(
            parsed,
            terminal,
            (client, id) => client.Suspend(id, parsed.GetValue(reason), cancellation),
            () => new JsonObject.Builder().Set("action", "suspend").Set("reason", parsed.GetValue(reason)),
            cancellation));
        return HelpWithExamples.Examples(command, "continuo instance suspend order-7 --reason 'customer asked'", "continuo instance suspend --where 'workflow = shop/order and status = running' --yes");
    }

    public static Command Resume(Terminal terminal)
    {
        var targets = new TargetOptions();
        var command = new Command("resume", "Go on after a suspend.");
        targets.AddTo(command);
        command.SetAction((parsed, cancellation) => targets.Run(
            parsed, terminal, (client, id) => client.Resume(id, cancellation), () => new JsonObject.Builder().Set("action", "resume"), cancellation));
        return HelpWithExamples.Examples(command, "continuo instance resume order-7", "continuo instance resume --where 'status = suspended and workflow = shop/order' --rate 10 --yes");
    }

    public static Command Retry(Terminal terminal)
    {
        var targets = new TargetOptions();
        var from = new Option<string>("--from") { Description = "Where to go on: from the failed tasks.", HelpName = "failed" }.AcceptOnlyFromAmong("failed");
        var input = new Option<string>("--patch-input", "--input") { Description = "Replaces the failed tasks' input: JSON or @file.", HelpName = "JSON|@file" };
        var command = new Command("retry", "Go on from where instances faulted.") { from, input };
        targets.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var patch = Inputs.JsonOrNone("--patch-input", parsed.GetValue(input));
            return targets.Run(
                parsed,
                terminal,
                (client, id) => client.Retry(id, patch?.ToString(), cancellation),
                () => patch is { } given ? new JsonObject.Builder().Set("action", "retry").Set("input", given) : new JsonObject.Builder().Set("action", "retry"),
                cancellation);
        });
        return HelpWithExamples.Examples(
            command,
            "continuo instance retry order-7",
            """continuo instance retry order-7 --patch-input '{"card":"4242"}'""",
            "continuo instance retry --where 'status = faulted and error.status = 503 and age < 1d' --from failed --rate 20");
    }

    private static Option<string> Reason() => new("--reason") { Description = "Kept in the history." };
}
