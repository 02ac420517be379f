using System.CommandLine;
using System.Text.Json;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Cli.Remote;
using Continuo.Client;
using Continuo.Runtime.Checking;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Stores;

/// <summary><c>continuo doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Build(Terminal terminal)
    {
        var data = StoreCommands.Data("The data folder (.continuo), or the file of a backup; a server may run on it.");
        var store = new Option<string>("--store") { Description = "The store by its address, in the place of --data.", HelpName = StoreAddress.Help };
        var command = new Command("doctor", "Look through a store for whatever must hold in it, or with --server ask a server how it is. Ends with 0 when all holds, with 1 when something does not.")
        {
            data, store, ServerOptions.Server,
        };
        command.SetAction((parsed, cancellation) => parsed.GetValue(ServerOptions.Server) is null
            ? StoreCommands.Guarded(() => Look(StoreAddress.Parse(parsed.GetValue(store) ?? parsed.GetValue(data)!), ContinuoCommandLine.IsJson(parsed), terminal, cancellation))
            : Ask(ServerOptions.Connect(parsed), ContinuoCommandLine.IsJson(parsed), terminal, cancellation));
        return HelpWithExamples.Examples(command, "continuo doctor", "continuo doctor --data /backup/continuo-monday.db -o json", "continuo doctor --server http://127.0.0.1:8420");
    }

    private static async Task<int> Look(StoreAddress address, bool json, Terminal terminal, CancellationToken cancellation)
    {
        await using var store = await address.Read(alone: false, TimeProvider.System, cancellation);
        var report = await StoreCommands.Check(store, terminal, cancellation);
        if (json)
        {
            terminal.Json(ReportText.Json(report));
        }
        else
        {
            ReportText.Write(report, terminal);
        }

        return report.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>What can be asked without reading the store: whether it serves, and which instances an operator must look at.</summary>
    private static async Task<int> Ask(ContinuoClient client, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var findings = new Findings();
        var (ready, why, notes) = await client.Readiness(cancellation);
        if (!ready)
        {
            findings.Error("not-ready", "the server", why, "See docs/guides/operate.md for what each reason asks for.");
        }

        foreach (var note in notes)
        {
            findings.Warn("server-note", "the server", note, "See docs/guides/operate.md.");
        }

        var page = await client.ListInstances(new InstanceQuery { Statuses = ["stuck"], Limit = Findings.MostKept }, cancellation);
        foreach (var stuck in page.GetProperty("items").EnumerateArray())
        {
            var id = stuck.GetProperty("id").GetString()!;
            findings.Warn(FindingCodes.Incidents, id, "it is stuck", $"See: continuo instance show {id}");
        }

        if (page.GetProperty("next").ValueKind == JsonValueKind.String)
        {
            findings.Note(FindingCodes.Incidents, "the list", "there are more that are stuck", "See: continuo instance list --status stuck");
        }

        Say(findings, json, terminal);
        return findings.HasErrors ? ExitCode.Failed : ExitCode.Ok;
    }

    private static void Say(Findings findings, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Json(JsonObject.Of(("sound", !findings.HasErrors), ("findings", ReportText.Json(findings.Kept))));
            return;
        }

        ReportText.Write(findings.Kept, terminal);
        terminal.Line(findings.HasErrors ? "The server does not serve." : "The server serves. For the store itself: continuo doctor --data DIR");
    }
}
