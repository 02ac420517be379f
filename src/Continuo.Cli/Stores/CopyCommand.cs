using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Runtime.Checking;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Stores;

/// <summary><c>continuo store copy</c>.</summary>
internal static class CopyCommand
{
    private const int MostShards = 4_096;

    public static Command Build(Terminal terminal)
    {
        var from = new Option<string>("--from") { Description = "The store to copy; nobody may write to it meanwhile.", HelpName = StoreAddress.Help, Required = true };
        var to = new Option<string>("--to") { Description = "The store to make; there must be none.", HelpName = StoreAddress.Help, Required = true };
        var shards = new Option<int?>("--shards") { Description = "How many shards it has (as many as the other).", HelpName = "N" };
        shards.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int?>() is < 1 or > MostShards)
            {
                given.AddError($"--shards must be 1 to {MostShards}.");
            }
        });
        var dry = new Option<bool>("--dry-run") { Description = "Only look through the store, and say what would be copied." };
        var command = new Command("copy", "Carry a store to another folder, kind or number of shards, and compare the two.") { from, to, shards, dry };
        command.SetAction((parsed, cancellation) => StoreCommands.Guarded(() => Run(
            new(StoreAddress.Parse(parsed.GetValue(from)!), StoreAddress.Parse(parsed.GetValue(to)!), parsed.GetValue(shards), parsed.GetValue(dry)), ContinuoCommandLine.IsJson(parsed), terminal, cancellation)));
        return HelpWithExamples.Examples(command, "continuo store copy --from .continuo --to /var/lib/continuo", "continuo store copy --from .continuo --to postgres://continuo@db/continuo --shards 512", "continuo store copy --from .continuo --to wide --shards 64 --dry-run");
    }

    private static async Task<int> Run(Settings settings, bool json, Terminal terminal, CancellationToken cancellation)
    {
        await using var origin = await settings.From.Read(alone: true, TimeProvider.System, cancellation);
        var shards = settings.Shards ?? origin.Heading.Shards;
        var before = await StoreCommands.Check(origin, terminal, cancellation);
        if (!before.IsSound)
        {
            Write(before, json, terminal);
            throw new CliException(ExitCode.Failed, "The store is not sound, so it is not copied.", "Do what is said to each finding, or copy a backup from before.");
        }

        if (settings.IsDry)
        {
            if (settings.To.IsFile())
            {
                throw new CliException(ExitCode.Conflict, $"There is a store at '{settings.To.Place}' already.", "Choose another place.");
            }

            Say("would copy", before.Content, before.Content, settings, shards, json, terminal);
            return ExitCode.Ok;
        }

        var copied = await Copy(origin, settings.To, shards, terminal, cancellation);
        await using var made = await settings.To.Read(alone: true, TimeProvider.System, cancellation);
        var after = await StoreCommands.Check(made, terminal, cancellation);
        if (!after.IsSound || after.Content != before.Content || copied.Rows != before.Content.Rows)
        {
            Write(after, json, terminal);
            throw new CliException(ExitCode.Failed, $"The copy at '{settings.To.Place}' is not the same as the store: do not serve it.", "The store itself is as it was. Delete the copy, and report this.");
        }

        Say("copied", before.Content, after.Content, settings, shards, json, terminal);
        return ExitCode.Ok;
    }

    private static async Task<StoreContent> Copy(IStoreExport origin, StoreAddress to, int shards, Terminal terminal, CancellationToken cancellation)
    {
        var progress = new Progress(terminal, "copied", TimeProvider.System);
        var total = origin.Heading.Definitions + origin.Heading.Instances + origin.Heading.Commits + origin.Heading.Events;
        try
        {
            await using var import = await to.Create(origin.Heading, shards, cancellation);
            return await new StoreCopy { Progress = done => progress.Of(done, total) }.Run(origin, import, cancellation);
        }
        finally
        {
            progress.End();
        }
    }

    private static void Write(StoreReport report, bool json, Terminal terminal)
    {
        if (!json)
        {
            ReportText.Write(report, terminal);
        }
    }

    private static void Say(string done, StoreContent before, StoreContent after, Settings settings, int shards, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Json(JsonObject.Of(("done", done), ("from", settings.From.Place), ("to", settings.To.Place), ("shards", shards), ("content", ReportText.Json(after)), ("equal", before == after)));
            return;
        }

        terminal.Line($"{settings.From.Place} {done} to {settings.To.Place}, {shards} shards{(settings.IsDry ? "" : "; rows and folded states are equal")}");
        terminal.Line(ReportText.Words(after));
    }

    private sealed record Settings(StoreAddress From, StoreAddress To, int? Shards, bool IsDry);
}
