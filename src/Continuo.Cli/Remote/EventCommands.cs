using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo event publish</c> and <c>watch</c>.</summary>
internal static class EventCommands
{
    public static Command Build(Terminal terminal)
    {
        var events = new Argument<string>("EVENT") { Description = "A CloudEvent in JSON, an array of them, @file, or '-' for the standard input." };
        var publish = new Command("publish", "Publish events; they are durable when the command ends.") { events };
        publish.SetAction(async (parsed, cancellation) =>
        {
            var published = EventInput.Read("EVENT", parsed.GetValue(events)!, TimeProvider.System);
            var body = JsonArray.Own([.. published]);
            var positions = await ServerOptions.Connect(parsed).Publish(JsonWriter.Write(body), cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(positions);
            }
            else
            {
                foreach (var (index, position) in positions.GetProperty("positions").EnumerateArray().Index())
                {
                    terminal.Line($"{published[index]["type"].AsString} {published[index]["id"].AsString} at {position}");
                }
            }

            return ExitCode.Ok;
        });
        HelpWithExamples.Examples(
            publish,
            """continuo event publish '{"specversion":"1.0","id":"1","source":"/shop","type":"order.paid","data":{"order":7}}'""",
            "continuo event publish @paid.json");
        return new("event", "Publish events, and watch those that tell of workflows and tasks.") { ServerOptions.Server, publish, LifecycleWatch.Build(terminal) };
    }
}
