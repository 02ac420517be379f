using System.CommandLine;
using System.Text.Json;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo event watch</c>: what happens to workflows and tasks, as it happens.</summary>
internal static class LifecycleWatch
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public static Command Build(Terminal terminal)
    {
        var workflow = new Option<string>("--workflow") { Description = "Of this workflow.", HelpName = "NAMESPACE/NAME[@VERSION]" };
        var instance = new Option<string>("--instance") { Description = "Of this instance.", HelpName = "ID" };
        var types = new Option<string[]>("--type") { Description = "Of this type, such as workflow.completed; may come several times.", HelpName = "TYPE" };
        var after = new Option<string>("--after") { Description = "Go on after this place, 0 for the oldest; else it begins now.", HelpName = "PLACE" };
        var watch = new Command("watch", "Show lifecycle events as they happen, until it is ended.") { workflow, instance, types, after };
        watch.SetAction(async (parsed, cancellation) =>
        {
            var query = new LifecycleQuery
            {
                Workflow = parsed.GetValue(workflow),
                Instance = parsed.GetValue(instance),
                Types = [.. parsed.GetValue(types) ?? []],
                After = parsed.GetValue(after),
            };
            try
            {
                await Watch(ServerOptions.Connect(parsed), query, ContinuoCommandLine.IsJson(parsed), terminal, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Being ended is how it ends.
            }

            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(watch, "continuo event watch", "continuo event watch --workflow shop/orders --type workflow.faulted -o json");
    }

    /// <summary>A stream that breaks off is taken up where it was, as long as the server comes back.</summary>
    private static async Task Watch(ContinuoClient client, LifecycleQuery query, bool json, Terminal terminal, CancellationToken cancellation)
    {
        for (var hasBegun = false; ;)
        {
            try
            {
                await foreach (var message in client.WatchLifecycle(query, cancellation))
                {
                    hasBegun = true;
                    query = query with { After = message.Id };
                    Show(message, json, terminal);
                }
            }
            catch (ServerUnreachableException) when (hasBegun)
            {
                // It may be restarting.
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellation);
        }
    }

    private static void Show(LifecycleMessage message, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Line(message.Event.GetRawText());
            return;
        }

        var data = message.Event.GetProperty("data");
        var type = message.Event.GetProperty("type").GetString()!.Replace("io.serverlessworkflow.", "", StringComparison.Ordinal).Replace(".v1", "", StringComparison.Ordinal);
        var what = new[] { Text(message.Event, "subject"), Text(data, "task"), Text(message.Event, "iteration"), Text(data, "status"), Fault(data) };
        terminal.Line($"{Text(message.Event, "time")} {type} {string.Join(' ', what.OfType<string>())}");
    }

    private static string? Fault(JsonElement data) =>
        data.TryGetProperty("error", out var error) ? $"{Text(error, "title") ?? Text(error, "type")}{(Text(error, "detail") is { } detail ? $": {detail}" : "")}" : null;

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;
}
