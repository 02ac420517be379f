using System.Text.Json;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary>An operation on many instances as a command shows it: what it would do, whether that is meant, and how far it has come.</summary>
internal sealed class BulkRun(ContinuoClient client, Terminal terminal, bool isJson, JsonObject body)
{
    private const int MostCounted = 1_000;
    private const int Page = 200;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <returns>0: all can; 8: some cannot; 4: none can.</returns>
    public async Task<int> Preview(CancellationToken cancellation)
    {
        var (can, cannot) = (0, 0);
        var items = new List<JsonElement>();
        await foreach (var item in Items(cancellation))
        {
            var isFit = item.GetProperty("verdict").GetString() is "applies" or "safe";
            (can, cannot) = isFit ? (can + 1, cannot) : (can, cannot + 1);
            if (isJson)
            {
                items.Add(item);
            }
            else
            {
                Say(item);
            }
        }

        if (isJson)
        {
            terminal.Json(JsonObject.Of(("items", JsonArray.Own([.. items.Select(item => JsonValue.Parse(item.GetRawText()))])), ("can", can), ("cannot", cannot)));
        }
        else
        {
            terminal.Note($"{can} of {can + cannot} instances can; nothing was changed.");
        }

        return cannot == 0 ? ExitCode.Ok : can > 0 ? ExitCode.Partly : ExitCode.Conflict;
    }

    /// <returns>0: all that were to be done are; 8: some failed; 1: none succeeded and some failed.</returns>
    public async Task<int> Run(bool isSure, bool detaches, CancellationToken cancellation)
    {
        if (!isSure && await IsRefused(cancellation))
        {
            return ExitCode.Ok;
        }

        var operation = await client.StartOperation(((JsonValue)body).ToString(), cancellation);
        var id = operation.GetProperty("id").GetString()!;
        if (detaches)
        {
            Print(operation, id);
            return ExitCode.Ok;
        }

        terminal.Note($"{id} (goes on without this command: continuo instance show {id})");
        var told = "";
        while (operation.GetProperty("status").GetString() is not ("completed" or "faulted" or "cancelled"))
        {
            operation = await client.GetOperation(id, s_look, cancellation);
            if (Words(operation) is var words && words != told)
            {
                terminal.Note(told = words);
            }
        }

        return Ended(operation, id);
    }

    private int Ended(JsonElement operation, string id)
    {
        var progress = operation.GetProperty("progress");
        foreach (var failure in progress.GetProperty("failures").EnumerateArray())
        {
            terminal.Note($"{failure.GetProperty("id").GetString()}: {failure.GetProperty("why").GetString()}");
        }

        Print(operation, Words(operation));
        if (operation.GetProperty("status").GetString() != "completed")
        {
            terminal.Note($"The operation ended as {operation.GetProperty("status").GetString()}: continuo instance explain {id}");
            return ExitCode.Failed;
        }

        return progress.GetProperty("failed").GetDouble() == 0 ? ExitCode.Ok : progress.GetProperty("done").GetDouble() > 0 ? ExitCode.Partly : ExitCode.Failed;
    }

    /// <summary>Asks a person who is there; without one it is a mistake not to have said --yes.</summary>
    private async Task<bool> IsRefused(CancellationToken cancellation)
    {
        var count = 0;
        string? cursor = null;
        do
        {
            var page = await client.ListInstances(new InstanceQuery { Where = body["where"].String, Cursor = cursor, Limit = 500 }, cancellation);
            count += page.GetProperty("items").EnumerateArray().Count(item => !item.GetProperty("workflow").GetProperty("namespace").GetString()!.StartsWith("continuo-", StringComparison.Ordinal));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null && count < MostCounted);
        if (count == 0)
        {
            terminal.Note("No instance meets the query.");
            return true;
        }

        var many = cursor is null ? $"{count}" : $"more than {count}";
        if (Console.IsInputRedirected)
        {
            throw new CliException(ExitCode.Invalid, $"The query finds {many} instances.", "Look at them with --dry-run, then say --yes.");
        }

        await terminal.Error.WriteAsync($"{body["action"].String} {many} instances? [y/N] ");
        if (Console.ReadLine() is "y" or "Y" or "yes")
        {
            return false;
        }

        throw new CliException(ExitCode.Failed, "Nothing was done.");
    }

    private async IAsyncEnumerable<JsonElement> Items([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? cursor = null;
        do
        {
            var page = await client.PreviewOperation(((JsonValue)body).ToString(), cursor, Page, cancellation);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                yield return item;
            }

            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
    }

    private void Say(JsonElement item)
    {
        var version = item.GetProperty("workflow").GetProperty("version").GetString();
        var to = item.TryGetProperty("to", out var target) && target.GetString() is { } named ? $" -> {named}" : "";
        terminal.Line($"{item.GetProperty("id").GetString()}  {item.GetProperty("status").GetString()}  {version}{to}  {item.GetProperty("verdict").GetString()}");
        if (item.TryGetProperty("findings", out var findings))
        {
            MigrateCommand.Say(terminal, findings);
        }
    }

    private void Print(JsonElement operation, string line)
    {
        if (isJson)
        {
            terminal.Json(operation);
        }
        else
        {
            terminal.Line(line);
        }
    }

    private static string Words(JsonElement operation)
    {
        var progress = operation.GetProperty("progress");
        return $"{operation.GetProperty("action").GetString()}: {progress.GetProperty("done")} done, {progress.GetProperty("skipped")} skipped, {progress.GetProperty("failed")} failed";
    }
}
