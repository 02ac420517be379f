using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Journal.Postgres;
using Continuo.Journal.Sqlite;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Stores;

/// <summary><c>continuo store migrate</c>: brings a store to the format of this program.</summary>
internal static class MigrateStoreCommand
{
    public static Command Build(Terminal terminal)
    {
        var store = new Option<string>("--store") { Description = "A data folder (.continuo), or the address of a database.", HelpName = "DIR|postgres://...", DefaultValueFactory = _ => ".continuo" };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be done." };
        var command = new Command("migrate", "Bring a store to the format of this program. Make a backup first, and stop the servers of older versions.") { store, dry };
        command.SetAction((parsed, cancellation) => StoreCommands.Guarded(() => Run(parsed.GetValue(store)!, parsed.GetValue(dry), ContinuoCommandLine.IsJson(parsed), terminal, cancellation)));
        return HelpWithExamples.Examples(command, "continuo store migrate --dry-run", "continuo store migrate --store postgres://continuo@db/continuo");
    }

    private static async Task<int> Run(string store, bool isDryRun, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var (from, to, isChanged) = IsPostgres(store)
            ? await PostgresStore.Migrate(new PostgresJournalOptions { Store = store }, isDryRun, cancellation)
            : await SqliteStore.Migrate(store, isDryRun);
        if (json)
        {
            terminal.Json(JsonObject.Of(("from", from), ("to", to), ("migrated", isChanged)));
        }
        else
        {
            terminal.Line((from == to, isChanged) switch
            {
                (true, _) => $"The store has format {to}, which is this program's: nothing is to be done.",
                (_, true) => from == 0 ? $"The store is made, with format {to}." : $"The store had format {from} and has format {to} now.",
                _ => from == 0 ? $"There is no store yet: it would be made, with format {to}." : $"The store has format {from}; it would be brought to format {to}.",
            });
        }

        return ExitCode.Ok;
    }

    private static bool IsPostgres(string store) => store.StartsWith("postgres://", StringComparison.Ordinal) || store.StartsWith("postgresql://", StringComparison.Ordinal);
}
