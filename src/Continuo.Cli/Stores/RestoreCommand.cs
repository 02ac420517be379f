using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Checking;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Stores;

/// <summary><c>continuo store restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Build(Terminal terminal)
    {
        var from = new Option<string>("--from") { Description = "The file of a backup.", HelpName = "FILE", Required = true };
        var data = StoreCommands.Data("The data folder to make (.continuo); no server may run on it.");
        var force = new Option<bool>("--force") { Description = "Replace a store that is there; it is kept beside the new one." };
        var blind = new Option<bool>("--no-verify") { Description = "Do not look through it first." };
        var command = new Command("restore", "Make the store of a data folder from a backup. What happened after the backup is forgotten; see docs/guides/backup.md.") { from, data, force, blind };
        command.SetAction((parsed, cancellation) => StoreCommands.Guarded(() => Run(
            new(parsed.GetValue(from)!, parsed.GetValue(data)!, parsed.GetValue(force), parsed.GetValue(blind)), ContinuoCommandLine.IsJson(parsed), terminal, cancellation)));
        return HelpWithExamples.Examples(command, "continuo store restore --from /backup/continuo-monday.db --data /var/lib/continuo", "continuo store restore --from monday.db --data .continuo --force");
    }

    private static async Task<int> Run(Settings settings, bool json, Terminal terminal, CancellationToken cancellation)
    {
        if (!StoreAddress.Parse(settings.From).IsFile())
        {
            throw new CliException(ExitCode.NotFound, $"There is no backup '{settings.From}'.", "Name the file that 'continuo store backup' made.");
        }

        var progress = new Progress(terminal, "copied", TimeProvider.System);
        using var restore = SqliteRestore.Prepare(settings.From, settings.Data, settings.Force, (done, pages) => progress.Of(done, pages), cancellation);
        progress.End();
        var report = settings.IsBlind ? null : await Verify(restore.File, terminal, cancellation);
        if (report is { IsSound: false })
        {
            return Unsound(report, json, terminal);
        }

        Say(settings.Data, restore.Accept(TimeProvider.System.GetUtcNow()), report, json, terminal);
        return ExitCode.Ok;
    }

    private static async Task<StoreReport> Verify(string file, Terminal terminal, CancellationToken cancellation)
    {
        await using var copy = SqliteImage.Open(file, TimeProvider.System);
        return await StoreCommands.Check(copy, terminal, cancellation);
    }

    private static int Unsound(StoreReport report, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Json(ReportText.Json(report).With("restored", JsonValue.Null));
        }
        else
        {
            ReportText.Write(report, terminal);
        }

        terminal.Note("error: The backup is not sound; the data folder is as it was.");
        terminal.Note("       Restore an older one, or this one as it is with --no-verify.");
        return ExitCode.Failed;
    }

    private static void Say(string data, string? aside, StoreReport? report, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Json(JsonObject.Of(
                ("restored", Path.GetFullPath(data)),
                ("replaced", aside ?? JsonValue.Null),
                ("verified", report is not null),
                ("content", report is null ? JsonValue.Null : ReportText.Json(report.Content))));
            return;
        }

        terminal.Line($"{Path.GetFullPath(data)} restored{(report is null ? ", not verified" : "")}");
        if (report is not null)
        {
            terminal.Line(ReportText.Words(report.Content));
        }

        if (aside is not null)
        {
            terminal.Line($"The store that was there is kept as {aside}; delete it when you need it no more.");
        }

        terminal.Note("Effects that were made after the backup are made again when a server starts on it, with the same keys.");
    }

    private sealed record Settings(string From, string Data, bool Force, bool IsBlind);
}
