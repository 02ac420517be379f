using System.CommandLine;
using System.Globalization;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Journal.Sqlite.Transfer;
using Continuo.Runtime.Checking;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Stores;

/// <summary><c>continuo store backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Build(Terminal terminal)
    {
        var data = StoreCommands.Data("The data folder (.continuo); a server may run on it.");
        var to = new Option<string>("--to") { Description = "The file to make, or a folder, where it is named after the time.", HelpName = "FILE|DIR", Required = true };
        var blind = new Option<bool>("--no-verify") { Description = "Do not look through the copy." };
        var command = new Command("backup", "Copy the store of a data folder as it is at this moment, and check the copy. Secrets are files of their own.") { to, data, blind };
        command.SetAction((parsed, cancellation) => StoreCommands.Guarded(() => Run(
            parsed.GetValue(data)!, parsed.GetValue(to)!, parsed.GetValue(blind), ContinuoCommandLine.IsJson(parsed), terminal, cancellation)));
        return HelpWithExamples.Examples(command, "continuo store backup --to /backup/", "continuo store backup --data /var/lib/continuo --to /backup/continuo-monday.db");
    }

    private static async Task<int> Run(string data, string to, bool isBlind, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var address = StoreAddress.Parse(data);
        if (address.IsPostgres)
        {
            throw new CliException(ExitCode.Invalid, "A store in PostgreSQL is backed up by its own tools, such as pg_dump.", $"For a file of Continuo's own: continuo store copy --from {data} --to DIR. See docs/guides/backup.md.");
        }

        if (!address.IsFile())
        {
            throw new CliException(ExitCode.NotFound, $"There is no store at '{data}'.", "Name a data folder with --data.");
        }

        var target = Directory.Exists(to) || to.EndsWith('/') ? Path.Combine(Directory.CreateDirectory(to).FullName, string.Create(CultureInfo.InvariantCulture, $"continuo-{TimeProvider.System.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}.db")) : to;
        var progress = new Progress(terminal, "copied", TimeProvider.System);
        using var backup = SqliteBackup.Make(address.Text, target, (done, pages) => progress.Of(done, pages), cancellation);
        progress.End();
        var report = isBlind ? null : await Verify(backup.File, terminal, cancellation);
        if (report is { IsSound: false })
        {
            return Unsound(report, target, json, terminal);
        }

        backup.Keep();
        Say(target, report, json, terminal);
        return ExitCode.Ok;
    }

    private static async Task<StoreReport> Verify(string file, Terminal terminal, CancellationToken cancellation)
    {
        await using var copy = SqliteImage.Open(file, TimeProvider.System);
        return await StoreCommands.Check(copy, terminal, cancellation);
    }

    private static int Unsound(StoreReport report, string target, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Json(ReportText.Json(report).With("backup", JsonValue.Null));
        }
        else
        {
            ReportText.Write(report, terminal);
        }

        terminal.Note($"error: The copy is not sound, so there is no backup '{target}'.");
        terminal.Note("       The store itself is to be looked at: continuo doctor. With --no-verify it is copied as it is.");
        return ExitCode.Failed;
    }

    private static void Say(string target, StoreReport? report, bool json, Terminal terminal)
    {
        var bytes = new FileInfo(target).Length;
        if (json)
        {
            terminal.Json(JsonObject.Of(
                ("backup", Path.GetFullPath(target)),
                ("bytes", bytes),
                ("verified", report is not null),
                ("content", report is null ? JsonValue.Null : ReportText.Json(report.Content))));
            return;
        }

        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(target)}, {bytes / (1024.0 * 1024):0.0} MB, {(report is null ? "not verified" : "verified")}"));
        if (report is not null)
        {
            terminal.Line(ReportText.Words(report.Content));
        }
    }
}
