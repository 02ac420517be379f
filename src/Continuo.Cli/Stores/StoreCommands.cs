using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Runtime.Checking;
using Continuo.Runtime.Journaling;

namespace Continuo.Cli.Stores;

/// <summary><c>continuo store backup | restore | copy | migrate</c>.</summary>
internal static class StoreCommands
{
    public static Command Build(Terminal terminal) => new("store", "Back up, restore, move and migrate stores.") { BackupCommand.Build(terminal), RestoreCommand.Build(terminal), CopyCommand.Build(terminal), MigrateStoreCommand.Build(terminal) };

    public static Option<string> Data(string description) => new("--data") { Description = description, HelpName = "DIR", DefaultValueFactory = _ => ".continuo" };

    /// <summary>What a store cannot do is told in its own words.</summary>
    public static async Task<int> Guarded(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (JournalUnavailableException unavailable)
        {
            throw new CliException(ExitCode.Conflict, unavailable.Message);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Denied, unusable.Message, "Check who owns the files, and whether the disk has room.");
        }
    }

    /// <summary>Looks through the whole of a store.</summary>
    public static async Task<StoreReport> Check(IStoreExport store, Terminal terminal, CancellationToken cancellation)
    {
        var progress = new Progress(terminal, "checked", TimeProvider.System);
        var total = store.Heading.Definitions + store.Heading.Instances + store.Heading.Commits + store.Heading.Events;
        try
        {
            return await new StoreDoctor(TimeProvider.System) { Progress = done => progress.Of(done, total) }.Check(store, cancellation);
        }
        finally
        {
            progress.End();
        }
    }
}
