using System.CommandLine;
using System.Text.Json;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo instance history</c>: facts as they were recorded, and with <c>--follow</c> as they are.</summary>
internal static class HistoryCommand
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(500);

    public static Command Build(Terminal terminal)
    {
        var id = InstanceCommands.IdArgument();
        var follow = new Option<bool>("--follow") { Description = "Go on printing until the instance has ended." };
        var archive = ArchiveOption.Create();
        var command = new Command("history", "Show what happened, fact by fact; with -o json one JSON line each.") { id, follow, archive };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(archive) is { } folder)
            {
                foreach (var fact in ArchiveOption.History(folder, parsed.GetValue(id)!))
                {
                    using var document = JsonDocument.Parse(fact.ToString());
                    Show(document.RootElement);
                }

                return ExitCode.Ok;
            }

            var client = ServerOptions.Connect(parsed);
            await Print(client, parsed.GetValue(id)!, parsed.GetValue(follow), Show, cancellation);
            return ExitCode.Ok;

            void Show(JsonElement item)
            {
                if (ContinuoCommandLine.IsJson(parsed))
                {
                    Json(terminal, item);
                }
                else
                {
                    Text(terminal, item);
                }
            }
        });
        return HelpWithExamples.Examples(command, "continuo instance history order-7", "continuo instance history order-7 --follow", "continuo instance history order-7 --archive /var/lib/continuo-archive");
    }

    private static async Task Print(ContinuoClient client, string id, bool follow, Action<JsonElement> print, CancellationToken cancellation)
    {
        string? cursor = null;
        var seen = 0;
        while (true)
        {
            // Asked before the page is read: an instance that had ended by then has no facts after the page.
            var ended = !follow || (await client.GetInstance(id, cancellation: cancellation)).HasEnded;
            var page = await client.GetHistory(id, cursor, cancellation: cancellation);
            var items = page.GetProperty("items");
            foreach (var item in items.EnumerateArray().Skip(seen))
            {
                print(item);
            }

            if (page.GetProperty("next").GetString() is { } next)
            {
                (cursor, seen) = (next, 0);
                continue;
            }

            // The last page has no cursor after it: it is read again, without what was printed.
            seen = items.GetArrayLength();
            if (ended)
            {
                return;
            }

            await client.GetInstance(id, s_lookAgain, cancellation);
        }
    }

    private static void Json(Terminal terminal, JsonElement item) => terminal.Line(JsonWriter.Write(JsonValue.Parse(item.GetRawText())));

    private static void Text(Terminal terminal, JsonElement item)
    {
        var data = string.Join(' ', item.EnumerateObject()
            .Where(member => member.Name is not ("position" or "at" or "kind" or "pointer"))
            .Select(member => $"{member.Name}={member.Value.GetRawText()}"));
        terminal.Line($"{item.GetProperty("at").GetString()} {item.GetProperty("kind").GetString(),-14} {item.GetProperty("pointer").GetString()} {data}".TrimEnd());
    }
}
