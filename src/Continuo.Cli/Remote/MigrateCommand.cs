using System.CommandLine;
using System.Text.Json;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo instance migrate</c>: to another version of the workflow, where that is safe, and back.</summary>
internal static class MigrateCommand
{
    public static Command Build(Terminal terminal)
    {
        var targets = new TargetOptions();
        var to = new Option<string>("--to") { Description = "The version to go on in.", HelpName = "VERSION" };
        var undo = new Option<bool>("--undo") { Description = "Go back to the version before the last migration." };
        var map = new Option<string>("--map") { Description = "Tasks that are called otherwise in the new version: an object from old to new names or pointers, in a file.", HelpName = "FILE" };
        var command = new Command("migrate", "Go on in another version of the workflow. Exit 0 done, 4 not safe (nothing is changed), 8 done in part.") { to, undo, map };
        targets.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var isOne = targets.IsOne(parsed);
            if (parsed.GetValue(to) is null != parsed.GetValue(undo))
            {
                throw new CliException(ExitCode.Invalid, "A migration has either --to or --undo.", "Write --to 2.0.0, or --undo to go back.");
            }

            var body = new JsonObject.Builder().Set("to", parsed.GetValue(to)).Set("undo", parsed.GetValue(undo));
            if (parsed.GetValue(map) is { } file)
            {
                body.Set("map", Inputs.Json("--map", file.StartsWith('@') || file.StartsWith('{') ? file : $"@{file}"));
            }

            var client = ServerOptions.Connect(parsed);
            return isOne
                ? await One(client, parsed, terminal, targets.Id(parsed)!, body.Set("dryRun", targets.IsDryRun(parsed)).Build(), cancellation)
                : await targets.Many(parsed, terminal, client, body.Set("action", "migrate"), cancellation);
        });
        return HelpWithExamples.Examples(
            command,
            "continuo instance migrate order-7 --to 2.0.0 --dry-run",
            "continuo instance migrate order-7 --to 2.0.0 --map renamed.json",
            "continuo instance migrate --where 'workflow = shop/order@1.0.0 and status = faulted' --to 2.0.0 --rate 20",
            "continuo instance migrate order-7 --undo");
    }

    /// <summary>What stands in the way, and what would help.</summary>
    public static void Say(Terminal terminal, JsonElement findings)
    {
        foreach (var finding in findings.EnumerateArray())
        {
            var remedy = finding.GetProperty("remedy").GetString();
            terminal.Line($"  {finding.GetProperty("verdict").GetString()} {finding.GetProperty("pointer").GetString()}: {finding.GetProperty("why").GetString()}{(remedy is null ? "" : $" {remedy}")}");
        }
    }

    private static async Task<int> One(ContinuoClient client, ParseResult parsed, Terminal terminal, string id, JsonObject body, CancellationToken cancellation)
    {
        try
        {
            var plan = await client.Migrate(id, ((JsonValue)body).ToString(), cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(plan);
            }
            else
            {
                var isDone = plan.GetProperty("done").GetBoolean();
                terminal.Line($"{id}  {plan.GetProperty("from").GetString()} -> {plan.GetProperty("to").GetString()}  {(isDone ? "migrated" : plan.GetProperty("verdict").GetString())}");
                Say(terminal, plan.GetProperty("findings"));
                foreach (var move in plan.GetProperty("moves").EnumerateObject())
                {
                    terminal.Line($"  {move.Name} goes on as {move.Value.GetString()}");
                }
            }

            return plan.GetProperty("verdict").GetString() == "safe" ? ExitCode.Ok : ExitCode.Conflict;
        }
        catch (ProblemException refused) when (!ContinuoCommandLine.IsJson(parsed) && refused.Json is { } json && json.TryGetProperty("findings", out var findings))
        {
            terminal.Note($"error: {refused.Message}");
            Say(terminal, findings);
            return ExitCode.Conflict;
        }
    }
}
