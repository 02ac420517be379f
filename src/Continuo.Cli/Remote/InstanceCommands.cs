using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo instance start | list | show</c>, and what the other files add.</summary>
internal static class InstanceCommands
{
    private static readonly string[] s_statuses = ["pending", "running", "waiting", "suspended", "stuck", "completed", "faulted", "cancelled"];

    public static Command Build(Terminal terminal) => new("instance", "Start, see and steer instances of workflows.")
    {
        ServerOptions.Server,
        Start(terminal),
        List(terminal),
        Show(terminal),
        HistoryCommand.Build(terminal),
        SteeringCommands.Cancel(terminal),
        SteeringCommands.Suspend(terminal),
        SteeringCommands.Resume(terminal),
        SteeringCommands.Retry(terminal),
        MigrateCommand.Build(terminal),
        ExplainCommand.Build(terminal),
        PurgeCommands.Instances(terminal),
    };

    public static Argument<string> IdArgument() => new("ID") { Description = "The instance." };

    public static Option<string> WhereOption() => new("--where") { Description = "Only those that meet a query, such as 'status = faulted and age > 2h'.", HelpName = "QUERY" };

    private static Command Start(Terminal terminal)
    {
        var workflow = WorkflowRef.Argument();
        var id = new Option<string>("--id") { Description = "The instance's id; the same id with the same request gives the same instance." };
        var input = new Option<string>("--input") { Description = "The input: JSON, @file, or '-' for the standard input.", HelpName = "JSON|@file" };
        var labels = new Option<string[]>("--label") { Description = "A label; may come several times.", HelpName = "name=value" };
        var wait = new Option<TimeSpan?>("--wait") { Description = "Wait for the end, at most so long: 30s, 2m.", HelpName = "duration", CustomParser = Durations.Parse };
        var command = new Command("start", "Start an instance. Prints its id, or with --wait its output.") { workflow, id, input, labels, wait };
        command.SetAction(async (parsed, cancellation) =>
        {
            var reference = WorkflowRef.Parse(parsed.GetValue(workflow)!);
            var start = new StartInstance(reference.Namespace, reference.Name, Inputs.JsonOrNone("--input", parsed.GetValue(input))?.ToString())
            {
                Version = reference.Version,
                Id = parsed.GetValue(id),
                Labels = [.. (parsed.GetValue(labels) ?? []).Select(Label)],
                Wait = parsed.GetValue(wait),
            };
            var instance = await ServerOptions.Connect(parsed).Start(start, cancellation);
            return Started(instance, start.Wait is not null, ContinuoCommandLine.IsJson(parsed), terminal);
        });
        return HelpWithExamples.Examples(
            command,
            "continuo instance start shop/order --input @order.json --id order-7",
            """continuo instance start shop/order@1.0.0 --input '{"order":7}' --label customer=ada --wait 30s""");
    }

    private static int Started(Instance instance, bool waited, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Json(instance.Json);
        }
        else if (!waited)
        {
            terminal.Line(instance.Id);
        }
        else
        {
            terminal.Note($"{instance.Id} {instance.Status}");
            if (instance.Status == "completed")
            {
                terminal.Json(instance.Output);
            }
            else if (instance.Error is { } error)
            {
                terminal.Note($"error: {error.GetRawText()}");
            }
        }

        return !waited || instance.Status == "completed" ? ExitCode.Ok : instance.HasEnded ? ExitCode.Failed : ExitCode.TimedOut;
    }

    private static KeyValuePair<string, string> Label(string text)
    {
        var sign = text.IndexOf('=');
        return sign > 0
            ? new(text[..sign], text[(sign + 1)..])
            : throw new CliException(ExitCode.Invalid, $"--label: '{text}' is no label.", "Write it as name=value.");
    }

    private static Command List(Terminal terminal)
    {
        var status = new Option<string[]>("--status") { Description = "Only those in this status; several: in one of them.", HelpName = "status" }.AcceptOnlyFromAmong(s_statuses);
        var workflow = new Option<string>("--workflow") { Description = "Only those of this workflow.", HelpName = "NAMESPACE/NAME[@VERSION]" };
        var label = new Option<string[]>("--label") { Description = "Only those with this label; several: with each of them.", HelpName = "name=value" };
        var where = WhereOption();
        var limit = new Option<int?>("--limit") { Description = "How many at most (50)." };
        var cursor = new Option<string>("--cursor") { Description = "Go on after the page before, which printed it." };
        var command = new Command("list", "List instances, newest first.") { status, workflow, label, where, limit, cursor };
        command.SetAction(async (parsed, cancellation) =>
        {
            var page = await ServerOptions.Connect(parsed).ListInstances(
                new InstanceQuery
                {
                    Statuses = parsed.GetValue(status) ?? [],
                    Workflow = parsed.GetValue(workflow),
                    Labels = [.. (parsed.GetValue(label) ?? []).Select(Label).Select(wanted => $"{wanted.Key}:{wanted.Value}")],
                    Where = parsed.GetValue(where),
                    Limit = parsed.GetValue(limit),
                    Cursor = parsed.GetValue(cursor),
                },
                cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(page);
                return ExitCode.Ok;
            }

            InstanceText.List(terminal, page);
            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo instance list --status faulted", "continuo instance list --workflow shop/order --label customer=ada", "continuo instance list --where 'status = faulted and workflow = shop/order and age > 2h and input.customer = \"c-7\"'");
    }

    private static Command Show(Terminal terminal)
    {
        var id = IdArgument();
        var wait = new Option<TimeSpan?>("--wait") { Description = "Wait for the end, at most so long.", HelpName = "duration", CustomParser = Durations.Parse };
        var archive = ArchiveOption.Create();
        var command = new Command("show", "Show an instance: where it is, its input, output or error.") { id, wait, archive };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(archive) is { } folder)
            {
                Print(parsed, terminal, ArchiveOption.Find(folder, parsed.GetValue(id)!));
                return ExitCode.Ok;
            }

            var instance = await ServerOptions.Connect(parsed).GetInstance(parsed.GetValue(id)!, parsed.GetValue(wait), cancellation);
            Print(parsed, terminal, JsonValue.Parse(instance.Json.GetRawText()));
            return parsed.GetValue(wait) is not null && !instance.HasEnded ? ExitCode.TimedOut : ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo instance show order-7", "continuo instance show order-7 --wait 1m -o json", "continuo instance show order-7 --archive /var/lib/continuo-archive");
    }

    private static void Print(ParseResult parsed, Terminal terminal, JsonValue instance)
    {
        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(instance);
        }
        else
        {
            InstanceText.Show(terminal, instance);
        }
    }

    public static void Said(ParseResult parsed, Terminal terminal, Instance instance)
    {
        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(instance.Json);
        }
        else
        {
            terminal.Line($"{instance.Id} {terminal.Status(instance.Status)}");
        }
    }
}
